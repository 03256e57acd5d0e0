"""the layout studio: what booths need, limits of a community, pictures of plazas, named layouts

Revision: 0003, after 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = (
    "entrance", "fire_lane", "tree", "hydrant", "outlet", "tap", "wall", "steps", "shade", "seats", "no_go",
)  # fmt: skip
COLUMNS = (
    ("service", "cooks", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("service", "burns_fuel", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("service", "for_elders", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("community", "layout_limits", "JSON NOT NULL DEFAULT '{}'"),
    (
        "market",
        "expected_visitors",
        "INTEGER CONSTRAINT ck_market_expected_visitors CHECK (expected_visitors BETWEEN 0 AND 1000000)",
    ),
    ("booth", "is_pinned", "BOOLEAN NOT NULL DEFAULT FALSE"),
)


def upgrade() -> None:
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    _allow((*KINDS, "pitch"))
    op.create_table(
        "backdrop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plaza_id", sa.Integer(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("x_cm", sa.Integer(), nullable=False),
        sa.Column("y_cm", sa.Integer(), nullable=False),
        sa.Column("cm_per_px", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("cm_per_px > 0", name=op.f("ck_backdrop_cm_per_px")),
        sa.CheckConstraint("width_px > 0 AND height_px > 0", name=op.f("ck_backdrop_size")),
        sa.ForeignKeyConstraint(["plaza_id"], ["plaza.id"], name=op.f("fk_backdrop_plaza_id_plaza")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backdrop")),
        sa.UniqueConstraint("plaza_id", name=op.f("uq_backdrop_plaza_id")),
    )
    op.create_table(
        "layout_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("market_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("fk_layout_snapshot_market_id_market")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_layout_snapshot_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_snapshot")),
        sa.UniqueConstraint("market_id", "name", name=op.f("uq_layout_snapshot_market_id_name")),
    )
    op.create_index(op.f("ix_layout_snapshot_market_id"), "layout_snapshot", ["market_id"])


def downgrade() -> None:
    op.drop_table("layout_snapshot")
    op.drop_table("backdrop")
    op.execute("DELETE FROM fixture WHERE kind = 'pitch'")
    _allow(KINDS)
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _allow(kinds: tuple[str, ...]) -> None:
    """Let a fixture be of these kinds. SQLite cannot change a CHECK, so the table is written again there."""
    check = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TABLE fixture_again ({FIXTURE.format(check=check)})")
        op.execute("INSERT INTO fixture_again SELECT * FROM fixture")
        op.execute("DROP TABLE fixture")
        op.execute("ALTER TABLE fixture_again RENAME TO fixture")
        op.create_index("ix_fixture_plaza_id", "fixture", ["plaza_id"])
        return
    op.execute("ALTER TABLE fixture DROP CONSTRAINT ck_fixture_fixturekind")
    op.execute(f"ALTER TABLE fixture ADD CONSTRAINT ck_fixture_fixturekind CHECK ({check})")


FIXTURE = """
    id INTEGER NOT NULL,
    plaza_id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    x_cm INTEGER NOT NULL,
    y_cm INTEGER NOT NULL,
    width_cm INTEGER NOT NULL,
    depth_cm INTEGER NOT NULL,
    amps INTEGER,
    name VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    CONSTRAINT ck_fixture_size CHECK (width_cm >= 0 AND depth_cm >= 0),
    CONSTRAINT ck_fixture_corner CHECK (x_cm >= 0 AND y_cm >= 0),
    CONSTRAINT pk_fixture PRIMARY KEY (id),
    CONSTRAINT fk_fixture_plaza_id_plaza FOREIGN KEY (plaza_id) REFERENCES plaza (id),
    CONSTRAINT ck_fixture_fixturekind CHECK ({check})
"""
