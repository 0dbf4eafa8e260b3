/* The fonts a PDF is set in, and colours. */
#include "report/pdf.h"

#include <string.h>

/* Noto first, so that the same document looks the same everywhere; then what other systems have. */
static void open_faces(struct pdf *pdf)
{
	static const struct {
		const char *families;
		PangoWeight weight;
	} faces[PDF_FACE_COUNT_] = {
		[PDF_SERIF] = { "Noto Serif CJK SC, Source Han Serif SC, FangSong, SimSun, serif",
				PANGO_WEIGHT_NORMAL },
		[PDF_SERIF_BOLD] = { "Noto Serif CJK SC, Source Han Serif SC, SimSun, serif", PANGO_WEIGHT_BOLD },
		[PDF_SANS] = { "Noto Sans CJK SC, Source Han Sans SC, SimHei, sans-serif", PANGO_WEIGHT_NORMAL },
		[PDF_SANS_BOLD] = { "Noto Sans CJK SC, Source Han Sans SC, SimHei, sans-serif", PANGO_WEIGHT_BOLD },
	};
	for (int i = 0; i < PDF_FACE_COUNT_; i++) {
		pdf->faces[i] = pango_font_description_new();
		pango_font_description_set_family_static(pdf->faces[i], faces[i].families);
		pango_font_description_set_weight(pdf->faces[i], faces[i].weight);
	}
}

/* Letters stand where the measure says, not on a screen's grid. */
static void open_context(struct pdf *pdf)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pdf->fonts = pango_cairo_font_map_new();
	pdf->context = pango_font_map_create_context(pdf->fonts);
	pango_cairo_context_set_font_options(pdf->context, options);
	pango_cairo_context_set_resolution(pdf->context, 72);
	pango_context_set_round_glyph_positions(pdf->context, FALSE);
	pango_context_set_language(pdf->context, pango_language_from_string("zh-cn"));
	cairo_font_options_destroy(options);
}

void pdf_color(struct pdf *pdf, uint32_t color)
{
	cairo_set_source_rgb(pdf->cr, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0, (color & 255) / 255.0);
}

void pdf_open_faces(struct pdf *pdf, const json_t *document, char *ret_error, size_t error_size)
{
	*pdf = (struct pdf){ .document = document,
			     .language = document_language(document),
			     .arena = arena_new(),
			     .error = ret_error,
			     .error_size = error_size };
	open_context(pdf);
	open_faces(pdf);
}

void pdf_close_faces(struct pdf *pdf)
{
	for (int i = 0; i < PDF_FACE_COUNT_; i++)
		pango_font_description_free(pdf->faces[i]);
	g_object_unref(pdf->context);
	g_object_unref(pdf->fonts);
	strbuf_clear(&pdf->out);
	arena_free(pdf->arena);
}

bool ends_in_a_letter(const json_t *document)
{
	const json_t *blocks = json_object_get(document, "blocks");
	size_t n = json_array_size(blocks);

	return n && strcmp(document_text(json_array_get(blocks, n - 1), "type"), "letter") == 0;
}
