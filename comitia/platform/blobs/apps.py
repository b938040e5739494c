from django.apps import AppConfig


class BlobsConfig(AppConfig):
    name = "comitia.platform.blobs"
    label = "blobs"
    default_auto_field = "django.db.models.BigAutoField"
