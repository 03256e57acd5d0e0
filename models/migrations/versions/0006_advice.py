"""advice on market day, and the wait that it is about

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = ("station", "pause", "elsewhere")
STATES = ("given", "taken", "dismissed", "withdrawn")
GIVEN = sa.text("state = 'given'")


def upgrade() -> None:
    op.execute(
        "ALTER TABLE community ADD COLUMN advice_wait_minutes INTEGER NOT NULL DEFAULT 30 "
        "CONSTRAINT ck_community_advice_wait_minutes CHECK (advice_wait_minutes BETWEEN 10 AND 240)"
    )
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("market_id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("to_booth_id", sa.Integer(), nullable=True),
        sa.Column("kind", _one_of(KINDS, "advicekind"), nullable=False),
        sa.Column("state", _one_of(STATES, "advicestate"), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("given_at", "from_at", "until_at")),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.Column("in_minutes", sa.Float(), nullable=False),
        sa.Column("is_line", sa.Boolean(), nullable=False),
        sa.Column("expected_minutes", sa.Float(), nullable=False),
        sa.Column("helped_minutes", sa.Float(), nullable=False),
        sa.Column("people", sa.Float(), nullable=False),
        sa.Column("saved_minutes", sa.Float(), nullable=False),
        sa.Column("turned_away", sa.Float(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_advice_hours")),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("fk_advice_market_id_market")),
        sa.ForeignKeyConstraint(["booth_id"], ["booth.id"], name=op.f("fk_advice_booth_id_booth")),
        sa.ForeignKeyConstraint(["to_booth_id"], ["booth.id"], name=op.f("fk_advice_to_booth_id_booth")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_advice_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
    )
    op.create_index(op.f("ix_advice_market_id"), "advice", ["market_id"])
    op.create_index(
        "uq_advice_booth_id_given", "advice", ["booth_id"], unique=True, sqlite_where=GIVEN, postgresql_where=GIVEN
    )


def downgrade() -> None:
    op.drop_table("advice")
    op.execute("ALTER TABLE community DROP COLUMN advice_wait_minutes")


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=op.f(f"ck_advice_{name}"), native_enum=False, create_constraint=True, length=20)
