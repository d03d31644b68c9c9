"""One function per page: an edition and the request in, plain data out.

The data is what ``….json`` answers and what the template of the same name shows, so that
everything on a page can be had as data.
"""
