"""the calling order of a market

Revision: 0004, after 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ORDERS = "'first_come', 'booked_first', 'one_in_three', 'longest_wait_cap'"


def upgrade() -> None:
    """Markets that are there go on calling as they did."""
    op.execute(
        "ALTER TABLE market ADD COLUMN fair_order VARCHAR(20) NOT NULL DEFAULT 'booked_first' "
        f"CONSTRAINT ck_market_fairorder CHECK (fair_order IN ({ORDERS}))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE market DROP COLUMN fair_order")
