"""whom a call passed over

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_event", sa.Column("passed_over", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket_event", "passed_over")
