from comitia.pages.actions.site import prepare_site
from comitia.pages.actions.writing import write_page

__all__ = ["prepare_site", "write_page"]
