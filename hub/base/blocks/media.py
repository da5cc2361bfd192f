"""Images, videos and files in a body."""

from __future__ import annotations

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from .text import INLINE_TEXT


class CaptionedImageBlock(blocks.StructBlock):
    """An image with its alternative text, caption and credit."""

    image = ImageBlock(label="Image")
    caption = blocks.RichTextBlock(required=False, features=INLINE_TEXT, max_length=500, label="Légende")
    credit = blocks.CharBlock(required=False, max_length=150, label="Crédit")

    class Meta:
        icon = "image"
        label = "Image"
        template = "blocks/image.html"
        group = "Médias"
        description = "Une image, son texte de remplacement et sa légende."


class VideoBlock(blocks.StructBlock):
    """A link to a video: nothing is embedded, so no third party learns who reads."""

    title = blocks.CharBlock(max_length=200, label="Titre")
    url = blocks.URLBlock(label="Adresse de la vidéo")
    description = blocks.TextBlock(
        required=False,
        label="Transcription ou description",
        help_text="Ce que la vidéo dit et montre, pour qui ne peut pas la voir ou l’entendre (RGAA 4.1).",
    )

    class Meta:
        icon = "media"
        label = "Vidéo"
        template = "blocks/video.html"
        group = "Médias"
        description = "Un lien vers une vidéo, avec sa transcription."
        preview_value = {
            "title": "Présentation d’un défi",
            "url": "https://example.org/video",
            "description": "Une équipe présente son outil à des agents.",
        }


class DownloadBlock(blocks.StructBlock):
    """A document to download, with its format and weight."""

    document = DocumentChooserBlock(label="Document")
    title = blocks.CharBlock(required=False, max_length=150, label="Titre")

    class Meta:
        icon = "doc-full"
        label = "Document à télécharger"
        template = "blocks/download.html"
        group = "Liens et fichiers"
        description = "Un fichier, son format et son poids."
