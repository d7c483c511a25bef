package io.github.upscale4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;

/**
 * How a picture stores its pixels. Decided by the colour model, not by {@link BufferedImage#getType()}: most of what
 * ImageIO returns for PNG is {@code TYPE_CUSTOM}, and a JPEG with a profile of its own may call itself
 * {@code TYPE_3BYTE_BGR}.
 */
enum ImageKind {
    /** One number per pixel with the components at masks: INT_RGB, INT_ARGB, INT_BGR, USHORT_565. */
    PACKED,
    /** One index per pixel into a palette. */
    PALETTE,
    /** One byte or short per component: 3BYTE_BGR, BYTE_GRAY, what ImageIO reads from 8- and 16-bit PNG. */
    COMPONENTS,
    /** Samples of any type in any colour space but CMYK, that Java's component and packed models describe. */
    SAMPLES,
    /** A colour model that is none of Java's: colours are what it says they are, in 8 bits of sRGB. */
    OTHER;

    /** What a CMYK profile says is lost on the way to here, so a guess would be wrong colours. */
    private static final String NO_CMYK = "; CMYK is not understood here. Convert it first: draw it into a new"
            + " BufferedImage(width, height, BufferedImage.TYPE_INT_RGB) with createGraphics().drawImage(image, 0, 0,"
            + " null)";

    static ImageKind of(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            throw new IllegalArgumentException("cannot read pixels of a " + describe(image) + NO_CMYK);
        }
        if (model instanceof IndexColorModel) {
            return PALETTE;
        }
        boolean own = ColourCode.of(model.getColorSpace()).isOwn();
        if (model instanceof DirectColorModel) {
            return own && isShallow(model) ? PACKED : SAMPLES;
        }
        if (model instanceof ComponentColorModel) {
            return own && isWhole(model) ? COMPONENTS : SAMPLES;
        }
        return OTHER;
    }

    /** Whether an int holds a byte for each component. */
    static boolean isPackedBytes(ColorModel model) {
        if (model.getTransferType() != DataBuffer.TYPE_INT) {
            return false;
        }
        for (int size : model.getComponentSize()) {
            if (size != 8) {
                return false;
            }
        }
        return true;
    }

    /** One channel of light: gray components, or a palette of grays. */
    static boolean isGray(ColorModel model) {
        if (!(model instanceof IndexColorModel)) {
            return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        }
        IndexColorModel palette = (IndexColorModel) model;
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    /** No component has more than 8 bits, so that plain 8-bit pixels hold them. */
    private static boolean isShallow(ColorModel model) {
        for (int size : model.getComponentSize()) {
            if (size > 8) {
                return false;
            }
        }
        return true;
    }

    /** Every component fills its byte or short. */
    private static boolean isWhole(ColorModel model) {
        int bits = model.getTransferType() == DataBuffer.TYPE_BYTE
                ? 8
                : model.getTransferType() == DataBuffer.TYPE_USHORT ? 16 : 0;
        for (int size : model.getComponentSize()) {
            if (size != bits) {
                return false;
            }
        }
        return true;
    }

    /** As in {@code 640 x 480 image of type TYPE_CUSTOM (ComponentColorModel, CMYK, 4 components of 8 bits)}. */
    static String describe(BufferedImage image) {
        ColorModel model = image.getColorModel();
        return image.getWidth() + " x " + image.getHeight() + " image of type " + typeName(image.getType()) + " ("
                + model.getClass().getSimpleName() + ", " + spaceName(model.getColorSpace()) + ", "
                + model.getNumComponents() + " components of " + model.getComponentSize(0) + " bits"
                + (model.hasAlpha() ? ", alpha" : "") + ")";
    }

    private static String spaceName(ColorSpace space) {
        if (space.isCS_sRGB()) {
            return "sRGB";
        }
        switch (space.getType()) {
            case ColorSpace.TYPE_GRAY:
                return "gray";
            case ColorSpace.TYPE_RGB:
                return ColourCode.isLinear(space) ? "linear RGB" : "RGB";
            case ColorSpace.TYPE_XYZ:
                return "XYZ";
            case ColorSpace.TYPE_Lab:
                return "Lab";
            case ColorSpace.TYPE_CMYK:
                return "CMYK";
            default:
                return "colour space type " + space.getType();
        }
    }

    private static String typeName(int type) {
        String[] names = {
            "TYPE_CUSTOM",
            "TYPE_INT_RGB",
            "TYPE_INT_ARGB",
            "TYPE_INT_ARGB_PRE",
            "TYPE_INT_BGR",
            "TYPE_3BYTE_BGR",
            "TYPE_4BYTE_ABGR",
            "TYPE_4BYTE_ABGR_PRE",
            "TYPE_USHORT_565_RGB",
            "TYPE_USHORT_555_RGB",
            "TYPE_BYTE_GRAY",
            "TYPE_USHORT_GRAY",
            "TYPE_BYTE_BINARY",
            "TYPE_BYTE_INDEXED"
        };
        return type >= 0 && type < names.length ? names[type] : String.valueOf(type);
    }
}
