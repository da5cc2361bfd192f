"""What previous runs wrote, in memory for one run."""

from __future__ import annotations

from .models import LegacyRecord


class Ledger:
    """The records of the import, by address."""

    def __init__(self) -> None:
        self._records = {record.address: record for record in LegacyRecord.objects.all()}

    def get(self, address: str) -> LegacyRecord | None:
        """Return the record of an address, None when it was never imported."""
        return self._records.get(address[:500])

    def save(self, record: LegacyRecord) -> None:
        """Write a record; must be in the transaction of what it tells."""
        record.address = record.address[:500]
        record.save()
        self._records[record.address] = record

    def forget(self, record: LegacyRecord) -> None:
        """Delete the record of something that does not exist any more."""
        self._records.pop(record.address, None)
        if record.pk:
            record.delete()
