package io.github.upscale4j.arch;

import java.util.List;

/**
 * What becomes of a picture before a network and after it, where that is not the network's own work: the pipeline around
 * it in its repository. Tensors are left alone.
 *
 * @param enlarged whether the network takes the picture at the size of the result, enlarged by bicubic interpolation (Keys,
 *     a = -0.5, MATLAB's {@code imresize}), instead of enlarging it
 * @param in what values in [0, 1] are mapped to for the network, channel by channel, or alike if it is one
 * @param out what the network's values are mapped to, likewise
 * @param noise whether the channels that the network takes beyond those of the picture, which are as many as it makes, are
 *     noise from a standard normal distribution
 */
public record Convention(boolean enlarged, List<Line> in, List<Line> out, boolean noise) {
    /** {@code value * factor + offset}. */
    public record Line(float factor, float offset) {
        static final Line IDENTITY = new Line(1, 0);

        public float of(float value) {
            return value * factor + offset;
        }
    }

    /** RGB or gray in [0, 1], in and out: no convention at all. */
    public static final Convention PICTURE = new Convention(false, List.of(Line.IDENTITY), List.of(Line.IDENTITY));

    /** {@link #PICTURE}, and noise behind it. */
    static final Convention PICTURE_AND_NOISE = new Convention(false, PICTURE.in, PICTURE.out, true);

    /** Luma as MATLAB's {@code rgb2ycbcr} gives it, black at 16 / 255 and white at 235 / 255, as the older papers have it. */
    static final Convention LUMA =
            new Convention(false, List.of(new Line(219 / 255f, 16 / 255f)), List.of(new Line(255 / 219f, -16 / 219f)));

    /** A result from -1 to 1. */
    static final List<Line> SYMMETRIC = List.of(new Line(0.5f, 0.5f));

    /** Less the mean of the pictures of ImageNet, divided by their deviation, as torchvision normalises. */
    static final List<Line> IMAGENET = List.of(
            new Line(1 / 0.229f, -0.485f / 0.229f),
            new Line(1 / 0.224f, -0.456f / 0.224f),
            new Line(1 / 0.225f, -0.406f / 0.225f));

    /** {@link #IMAGENET} taken back. */
    static final List<Line> FROM_IMAGENET =
            List.of(new Line(0.229f, 0.485f), new Line(0.224f, 0.456f), new Line(0.225f, 0.406f));

    Convention(boolean enlarged, List<Line> in, List<Line> out) {
        this(enlarged, in, out, false);
    }

    public Convention {
        in = List.copyOf(in);
        out = List.copyOf(out);
    }

    /** Luma for a network of one channel, RGB as it is for others. */
    static Convention lumaIf(int channels) {
        return channels == 1 ? LUMA : PICTURE;
    }

    Convention ofEnlarged() {
        return new Convention(true, in, out, noise);
    }
}
