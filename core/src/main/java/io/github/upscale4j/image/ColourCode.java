package io.github.upscale4j.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ICC_ProfileRGB;
import java.awt.color.ProfileDataException;

/**
 * What stands between the components that a picture stores and values that a network is made for: gray, or RGB with a
 * curve for display.
 */
abstract class ColourCode {
    /** Gray, and RGB coded for display with any primaries: what is stored is what is processed, and the profile stays. */
    private static final class Own extends ColourCode {
        Own(int components) {
            super(components, components);
        }

        @Override
        boolean isOwn() {
            return true;
        }

        @Override
        void toDisplay(float[] own, int pixels, float[] display, int offset) {
            System.arraycopy(own, 0, display, offset, pixels * components);
        }

        @Override
        void fromDisplay(float[] display, int pixels, float[] own) {
            System.arraycopy(display, 0, own, 0, pixels * components);
        }
    }

    /** RGB in linear light: its own primaries with the curve of sRGB (IEC 61966-2-1), which loses nothing. */
    private static final class Linear extends ColourCode {
        Linear() {
            super(3, 3);
        }

        @Override
        void toDisplay(float[] own, int pixels, float[] display, int offset) {
            for (int i = 0; i < 3 * pixels; i++) {
                double v = own[i];
                display[offset + i] = (float) (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055);
            }
        }

        @Override
        void fromDisplay(float[] display, int pixels, float[] own) {
            for (int i = 0; i < 3 * pixels; i++) {
                double v = display[i];
                own[i] = (float) (v <= 12.92 * 0.0031308 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
            }
        }
    }

    final int components; // of the colour space
    final int channels; // for display: 1 or 3

    private ColourCode(int components, int channels) {
        this.components = components;
        this.channels = channels;
    }

    static ColourCode of(ColorSpace space) {
        if (space.getType() == ColorSpace.TYPE_GRAY) {
            return new Own(1);
        }
        if (space.getType() == ColorSpace.TYPE_RGB) {
            return isLinear(space) ? new Linear() : new Own(3);
        }
        return new Converted(space);
    }

    /** Whether the curve of all three colours is a straight line. */
    static boolean isLinear(ColorSpace space) {
        if (space == ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB)) {
            return true;
        }
        ICC_Profile profile = space instanceof ICC_ColorSpace icc ? icc.getProfile() : null;
        try {
            return profile instanceof ICC_ProfileRGB rgb
                    && rgb.getGamma(ICC_ProfileRGB.REDCOMPONENT) == 1
                    && rgb.getGamma(ICC_ProfileRGB.GREENCOMPONENT) == 1
                    && rgb.getGamma(ICC_ProfileRGB.BLUECOMPONENT) == 1;
        } catch (ProfileDataException | CMMException e) {
            return false; // a curve that is no power, or a profile of look-up tables
        }
    }

    /** Whether nothing stands between. */
    boolean isOwn() {
        return false;
    }

    /**
     * Gray or RGB of a row of pixels.
     *
     * @param own components in [0, 1], from the least to the largest value of the colour space
     * @param display takes the result, from {@code offset} on
     */
    abstract void toDisplay(float[] own, int pixels, float[] display, int offset);

    /** The way back, from index 0 to index 0. */
    abstract void fromDisplay(float[] display, int pixels, float[] own);

    /** Components of any other meaning, by what their colour space says of them. */
    private static final class Converted extends ColourCode {
        private final ColorSpace space;

        Converted(ColorSpace space) {
            super(space.getNumComponents(), 3);
            this.space = space;
        }

        @Override
        void toDisplay(float[] own, int pixels, float[] display, int offset) {
            float[] pixel = new float[components];
            for (int x = 0; x < pixels; x++) {
                for (int c = 0; c < components; c++) {
                    float least = space.getMinValue(c);
                    pixel[c] = least + own[x * components + c] * (space.getMaxValue(c) - least);
                }
                System.arraycopy(space.toRGB(pixel), 0, display, offset + 3 * x, 3);
            }
        }

        @Override
        void fromDisplay(float[] display, int pixels, float[] own) {
            float[] rgb = new float[3];
            for (int x = 0; x < pixels; x++) {
                System.arraycopy(display, 3 * x, rgb, 0, 3);
                float[] pixel = space.fromRGB(rgb);
                for (int c = 0; c < components; c++) {
                    float least = space.getMinValue(c);
                    own[x * components + c] = (pixel[c] - least) / (space.getMaxValue(c) - least);
                }
            }
        }
    }
}
