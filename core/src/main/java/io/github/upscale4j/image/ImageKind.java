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
    COMPONENTS;

    private static final int MAX_PALETTE_INDEX = 0xffff;

    static ImageKind of(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel && ((IndexColorModel) model).getMapSize() <= MAX_PALETTE_INDEX + 1) {
            return PALETTE;
        }
        if (model instanceof DirectColorModel && isDisplayRgb(model.getColorSpace()) && isIntegral(model)) {
            return PACKED;
        }
        if (model instanceof ComponentColorModel
                && (isGray(model) || isDisplayRgb(model.getColorSpace()))
                && isWhole(model)) {
            return COMPONENTS;
        }
        throw new IllegalArgumentException("cannot read pixels of a " + describe(image)
                + "; supported are gray and RGB with or without alpha in 8 or 16 bits, packed RGB and palettes. Convert it"
                + " first: draw it into a new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), or TYPE_INT_ARGB"
                + " if it has alpha, with createGraphics().drawImage(image, 0, 0, null)");
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

    /** RGB with a curve for display: sRGB or an ICC profile's. Linear light would be misread by every network. */
    private static boolean isDisplayRgb(ColorSpace space) {
        return space.getType() == ColorSpace.TYPE_RGB && space != ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB);
    }

    private static boolean isIntegral(ColorModel model) {
        int type = model.getTransferType();
        return type == DataBuffer.TYPE_INT || type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_BYTE;
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
                return space == ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB) ? "linear RGB" : "RGB";
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
