from django.db import models

from comitia.documents.models import Document
from comitia.proceedings.models.agenda import AgendaItem


class ItemPaper(models.Model):
    """A paper lies before the committee under an item of its agenda."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="agenda_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "document"], name="one_place_of_a_paper_under_an_item")]

    def __str__(self) -> str:
        return f"{self.document_id} under {self.item_id}"
