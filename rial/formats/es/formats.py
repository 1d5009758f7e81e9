"""Spanish formats neutral across countries: 674 800 with a no-break space, 9,2 (look/README, "Content style")."""

THOUSAND_SEPARATOR = "\u00a0"
NUMBER_GROUPING = 3
DECIMAL_SEPARATOR = ","
DATE_FORMAT = r"j \d\e F \d\e Y"
SHORT_DATE_FORMAT = "j b Y"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
SHORT_DATETIME_FORMAT = "j b Y, H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = r"F \d\e Y"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"]
