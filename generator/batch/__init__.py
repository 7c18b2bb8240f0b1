"""Many drafts of one scenario: a plan, its variants drafted and written, and what a workshop needs beside them."""
