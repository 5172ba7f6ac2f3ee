"""Settings of the kernels that run chapters: figures are stored as SVG, always the same bytes."""

# IPython reads this file, and brings get_config along.
c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"svg.hashsalt": "shapley-tutor"}  # else names inside are made at random
c.InlineBackend.print_figure_kwargs = {
    "bbox_inches": "tight",
    "metadata": dict.fromkeys(("Creator", "Date", "Format", "Type")),
}
