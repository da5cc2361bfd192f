"""News of the programme, with its feeds."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from hub.base.models import BodyPage


class NewsIndexPage(RoutablePageMixin, BodyPage):
    """The list of news, newest first, and its feeds."""

    kind_label = "Rubrique"
    pictogram = "document/presse-card"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["news.NewsPage"]
    max_count = 1
    page_description = "La liste des actualités et ses flux. Une seule dans le hub."
    template = "news/news_index_page.html"

    class Meta:
        verbose_name = "rubrique des actualités"
        verbose_name_plural = "rubriques des actualités"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the news that the reader may open."""
        from .selectors import list_news

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = list_news(request.user, self, request.GET)
        return context

    @path("rss/")
    def rss(self, request: Any) -> Any:
        """Serve the RSS 2.0 feed of what the reader may open."""
        from .feeds import RssFeed

        return RssFeed()(request, index=self)

    @path("atom/")
    def atom(self, request: Any) -> Any:
        """Serve the Atom feed of what the reader may open."""
        from .feeds import AtomFeed

        return AtomFeed()(request, index=self)


class NewsTag(TaggedItemBase):
    """A tag of a piece of news."""

    content_object = ParentalKey("news.NewsPage", on_delete=models.CASCADE, related_name="tagged_items")


class NewsPage(BodyPage):
    """A piece of news."""

    date = models.DateField("date", default=timezone.localdate)
    author_name = models.CharField("signature", max_length=200, blank=True)
    image = models.ForeignKey(
        "base.HubImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
    )
    tags = ClusterTaggableManager(through=NewsTag, blank=True, verbose_name="étiquettes")

    kind_label = "Actualité"
    answer_order = 4
    pictogram = "document/presse-card"
    content_panels = [
        *BodyPage.content_panels[:-1],
        FieldRowPanel([FieldPanel("date"), FieldPanel("author_name")], heading="Parution"),
        FieldPanel("image"),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    parent_page_types: ClassVar[list[str]] = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Une nouvelle du programme ou d’un défi."
    template = "news/news_page.html"

    class Meta:
        verbose_name = "actualité"
        verbose_name_plural = "actualités"

    @property
    def lead_image(self) -> Any:
        """Return the image to show above the text, unless the text shows it already."""
        shown = {
            block["value"].get("image", {}).get("image")
            for block in self.body.raw_data
            if block.get("type") == "image" and isinstance(block["value"].get("image"), dict)
        }
        return None if self.image_id in shown else self.image
