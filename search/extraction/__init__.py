"""The text of office files, read by a child process that can do nothing else.

``python -m search.extraction pdf < file`` writes one JSON object: ``state`` (``read``, ``empty`` or
``refused``), ``pages`` (list of texts), ``count`` (number of pages), ``reason`` (French, for the owner).
Nothing here imports Django: the process starts fast and knows no secret.
"""

from __future__ import annotations
