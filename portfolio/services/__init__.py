"""Every write of the portfolio. No request, no forms, no HTML here.

Functions refuse with PermissionDenied (not this person), ValidationError (with what to do) or
StaleForm (someone else saved meanwhile); they write everything or nothing.
"""
