"""How a form looks: one typeface, one dark tone, yellow where something is to be filled in, grey where nothing is."""

INK, BAND, GIVEN, INPUT, GREY = "#1F4E5F", "#DCE9EC", "#F2F2F2", "#FFF8DC", "#7F7F7F"
MARKED, MISSING, WARNED = "#F8CBAD", "#F4CCCC", "#C00000"
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
BOX = {"border": 1, "border_color": "#A6A6A6"}
STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 15, "align": "center", "font_color": INK},
    "subtitle": {"italic": True, "align": "center", "font_color": "#404040"},
    "mark": {"bold": True, "align": "center", "font_color": WARNED},
    "said": {"bold": True},
    "due": {"font_color": WARNED},
    "submitted": {**BOX, "bg_color": INPUT, "locked": False},
    "banner": {"italic": True, "font_size": 10, "font_color": INK},
    "banner_before": {"italic": True, "font_size": 10, "align": "center", "font_color": GREY, "bg_color": GIVEN},
    "explained": {"italic": True, "font_size": 8, "align": "center", "valign": "bottom", "text_wrap": True},
    "header": {**BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": BAND, "font_color": INK},
    "header_before": {
        **BOX,
        "font_size": 9,
        "align": "center",
        "text_wrap": True,
        "bg_color": GIVEN,
        "font_color": GREY,
    },
    "ordinal": {**BOX, "align": "center", "bg_color": GIVEN},
    "given": {**BOX, "text_wrap": True, "bg_color": GIVEN},
    "note": {"italic": True, "font_size": 10, "text_wrap": True, "valign": "top"},
    "signature": {"bold": True, "align": "center", "valign": "top", "text_wrap": True},
    "guide_title": {"bold": True, "font_size": 15, "font_color": INK},
    "guide_heading": {"bold": True, "font_size": 12, "font_color": INK, "bottom": 1, "bottom_color": INK},
    "guide_text": {"text_wrap": True, "valign": "top"},
    "guide_item": {"text_wrap": True, "valign": "top", "indent": 1},
    "guide_cell": {**BOX, "font_size": 10, "text_wrap": True, "valign": "top"},
    "marked": {"bg_color": MARKED},
    "missing": {"bg_color": MISSING},
}
NUMBER_FORMATS = {"text": "@", "count": "#,##0", "mass": "#,##0.000", "number": "General", "day": "dd/mm/yyyy"}
