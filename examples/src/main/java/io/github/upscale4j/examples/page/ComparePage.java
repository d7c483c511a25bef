package io.github.upscale4j.examples.page;

import io.github.upscale4j.PixelSource;
import io.github.upscale4j.metrics.Psnr;
import io.github.upscale4j.metrics.Ssim;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * One HTML file that shows two pictures under a divider, as the page of {@code --serve} does, with all that it needs inside:
 * pictures, script, styles. It asks nobody for anything, which its content security policy makes sure of. Of the pictures it
 * holds the pixels, in 8 bits, and none of their metadata.
 */
public final class ComparePage {
    /** What a browser shows smoothly: 256 MB decoded, a side. */
    public static final long MAX_PIXELS = 64_000_000;

    /** SSIM's window. */
    private static final int WINDOW = 11;

    private static final float QUALITY = 0.3f;

    private final String title;
    private final Labelled before;
    private final Labelled after;
    private final BufferedImage truth;

    /** A picture under the name that is shown with it. */
    public record Labelled(String label, BufferedImage image) {
        private String size() {
            return image.getWidth() + " x " + image.getHeight();
        }

        private long pixels() {
            return (long) image.getWidth() * image.getHeight();
        }
    }

    /**
     * @param before resized to the size of {@code after} by the baseline, if it is smaller; or the other way round
     * @param truth to measure both against; null for none
     * @throws IllegalArgumentException if neither is an enlargement of the other, or what is shown has another size than
     *     the truth, or too many pixels
     */
    public ComparePage(String title, Labelled before, Labelled after, Baseline baseline, BufferedImage truth) {
        this.title = title;
        this.before = fit(before, after, baseline);
        this.after = fit(after, before, baseline);
        this.truth = truth;
        check(this.after.pixels());
        if (truth != null && !new Labelled("", truth).size().equals(this.after.size())) {
            throw new IllegalArgumentException("the truth has " + new Labelled("", truth).size()
                    + " pixels, and what is compared " + this.after.size() + "; they must be the same");
        }
    }

    /** @throws IllegalArgumentException if a page of so many pixels a side would be more than browsers bear */
    public static void check(long pixels) {
        if (pixels > MAX_PIXELS) {
            throw new IllegalArgumentException(
                    "a page with pictures of " + pixels / 1_000_000 + " megapixels is more than" + " browsers bear ("
                            + MAX_PIXELS / 1_000_000 + "); --serve shows larger ones");
        }
    }

    private static Labelled fit(Labelled picture, Labelled other, Baseline baseline) {
        int width = picture.image().getWidth();
        int height = picture.image().getHeight();
        int toWidth = other.image().getWidth();
        int toHeight = other.image().getHeight();
        if (width >= toWidth && height >= toHeight) {
            return picture;
        }
        if (width > toWidth || height > toHeight) {
            throw new IllegalArgumentException(picture.label() + " has " + picture.size() + " pixels and "
                    + other.label() + " " + other.size() + ": neither is the other one enlarged");
        }
        check(other.pixels());
        return new Labelled(
                picture.label() + ", " + baseline.title(),
                baseline.resampler().resize(picture.image(), toWidth, toHeight));
    }

    /** Writes the page, in UTF-8 if the writer does. */
    public void write(Writer out) throws IOException {
        String script = Assets.text("tiles.js") + Assets.text("viewer.js") + Assets.text("compare.js");
        script = script.replaceAll("(?m)^import .*$", ""); // of what stands above it
        String style = Assets.text("colours.css") + Assets.text("viewer.css") + Assets.text("compare.css");
        for (String part : Assets.text("compare.html").split("\\{\\{")) {
            int end = part.indexOf("}}");
            if (end < 0) {
                out.write(part);
                continue;
            }
            switch (part.substring(0, end)) {
                case "title" -> out.write(escape(title));
                case "size" -> out.write(after.size().replace('x', '\u00d7') + " pixels");
                case "icon" ->
                    out.write(dataUri("image/svg+xml", Assets.text("icon.svg").getBytes(StandardCharsets.UTF_8)));
                case "script" -> out.write(script);
                case "style" -> out.write(style);
                case "scriptHash" -> out.write(hash(script));
                case "styleHash" -> out.write(hash(style));
                case "scores" -> out.write(truth == null ? "" : scores());
                case "pictures" -> pictures(out);
                default -> throw new IOException("compare.html asks for " + part.substring(0, end));
            }
            out.write(part.substring(end + 2));
        }
    }

    private void pictures(Writer out) throws IOException {
        List<Labelled> all = new ArrayList<>();
        all.add(before);
        if (truth != null) {
            all.add(new Labelled("Truth", truth));
        }
        all.add(after); // the last one is the result
        for (Labelled picture : all) {
            String label = escape(picture.label());
            boolean alpha = PixelSource.of(picture.image()).hasAlpha();
            out.write("<figure><img alt=\"" + label + "\" data-label=\"" + label + "\"" + (alpha ? " data-alpha" : "")
                    + " src=\"");
            out.write(dataUri("image/png", Pixels.png(Pixels.eightBits(picture.image()), QUALITY)));
            out.write("\"><figcaption>" + label + "</figcaption></figure>\n");
        }
    }

    private String scores() {
        double[] psnr = {Psnr.y(before.image(), truth, 0), Psnr.y(after.image(), truth, 0)};
        boolean measurable = Math.min(truth.getWidth(), truth.getHeight()) >= WINDOW;
        double[] ssim = measurable
                ? new double[] {Ssim.y(before.image(), truth, 0), Ssim.y(after.image(), truth, 0)}
                : new double[] {Double.NaN, Double.NaN};
        return "<div class=\"scores\"><table><thead><tr><th>Against the truth</th><th>PSNR</th><th>SSIM</th></tr></thead><tbody>"
                + score(before, psnr[0], ssim[0], psnr[1], ssim[1])
                + score(after, psnr[1], ssim[1], psnr[0], ssim[0])
                + "</tbody></table><p class=\"note\">On Y of BT.601, the whole picture; higher is closer.</p></div>";
    }

    private static String score(Labelled picture, double psnr, double ssim, double otherPsnr, double otherSsim) {
        return "<tr><th>" + escape(picture.label()) + "</th>"
                + cell(
                        psnr,
                        otherPsnr,
                        Double.isInfinite(psnr) ? "the same" : String.format(Locale.ROOT, "%.2f dB", psnr))
                + cell(ssim, otherSsim, Double.isNaN(ssim) ? "too small" : String.format(Locale.ROOT, "%.4f", ssim))
                + "</tr>";
    }

    private static String cell(double value, double other, String text) {
        return (value > other ? "<td class=\"best\">" : "<td>") + text + "</td>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String dataUri(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static String hash(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
