package io.github.upscale4j.files;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What a file holds beside the pixels and what is written back: the EXIF fields that describe the picture, its ICC profile
 * and its density. The picture is upright; {@link Orientation} has been applied.
 *
 * @param exif null without
 * @param profile an ICC profile; null without
 * @param density null without
 * @param chunks of a PNG, to be written back into a PNG as they are: gamma, chromaticities, sRGB, text
 */
record Metadata(Ifd exif, byte[] profile, Density density, List<PngChunk> chunks) {
    static final Metadata NONE = new Metadata(null, null, null, List.of());

    static final int ORIENTATION = 274;
    static final int X_RESOLUTION = 282;
    static final int Y_RESOLUTION = 283;
    static final int RESOLUTION_UNIT = 296;
    static final int INCH = 2;
    static final int PROFILE = 34675;

    /**
     * What describes a picture and does not lay out a file: title, make and model of the camera, software, date, author,
     * computer, copyright, and their Unicode twins of Windows. Density is handled apart.
     */
    private static final Set<Integer> DESCRIPTIVE =
            Set.of(270, 271, 272, 305, 306, 315, 316, 33432, 40091, 40092, 40093, 40094, 40095);

    private static final int EXIF_WIDTH = 0xa002;
    private static final int EXIF_HEIGHT = 0xa003;
    /** The camera maker's own format; most of them hold offsets into the original file, which would be wrong. */
    private static final int MAKER_NOTE = 0x927c;

    /** Bytes 16 to 19 of a profile name what its values are. */
    private static final int PROFILE_SPACE = 16;

    /**
     * The descriptive part of a TIFF file's or an EXIF block's directory; null if it neither describes the picture nor says
     * how it is to be turned.
     */
    static Ifd descriptive(Ifd directory) {
        Ifd exif = directory.only(DESCRIPTIVE);
        if (exif.child(Ifd.EXIF) != null) {
            exif.child(Ifd.EXIF).remove(MAKER_NOTE);
        }
        return exif.isEmpty() && Double.isNaN(directory.number(ORIENTATION)) ? null : exif;
    }

    static Density density(Ifd directory) {
        return Density.of(
                directory.number(X_RESOLUTION), directory.number(Y_RESOLUTION), directory.number(RESOLUTION_UNIT));
    }

    /** The EXIF directory of a result: upright, with its size and density; null without EXIF. */
    Ifd exif(int width, int height) {
        if (exif == null) {
            return null;
        }
        Ifd result = exif.only(DESCRIPTIVE);
        result.put(ORIENTATION, Ifd.Field.shorts(1));
        if (result.child(Ifd.EXIF) != null) {
            result.child(Ifd.EXIF).put(EXIF_WIDTH, Ifd.Field.longs(width));
            result.child(Ifd.EXIF).put(EXIF_HEIGHT, Ifd.Field.longs(height));
        }
        putDensity(result);
        return result;
    }

    void putDensity(Ifd directory) {
        if (density != null) {
            directory.put(X_RESOLUTION, Ifd.Field.rational(density.x()));
            directory.put(Y_RESOLUTION, Ifd.Field.rational(density.y()));
            directory.put(RESOLUTION_UNIT, Ifd.Field.shorts(INCH));
        }
    }

    /** Without what no longer fits: a profile for other channels than the picture has, as that of CMYK read as RGB. */
    Metadata fitting(int channels) {
        String space = channels == 1 ? "GRAY" : "RGB ";
        boolean fits = profile != null
                && profile.length > 128
                && new String(profile, PROFILE_SPACE, 4, StandardCharsets.US_ASCII).equals(space);
        return fits || profile == null ? this : new Metadata(exif, null, density, chunks);
    }

    Metadata turned() {
        return density == null ? this : new Metadata(exif, profile, density.turned(), chunks);
    }
}
