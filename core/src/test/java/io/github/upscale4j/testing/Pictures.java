package io.github.upscale4j.testing;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random pictures of every kind that readers accept, in names that tell which. */
public final class Pictures {
    private static final int[] TYPES = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY
    };

    /** A picture and how to name it in a test. */
    public static final class Named {
        public final String name;
        public final BufferedImage image;

        Named(String name, BufferedImage image) {
            this.name = name;
            this.image = image;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Pictures() {}

    /** The kinds that a writer keeps as they are. */
    public static List<Named> kept(int width, int height, long seed) {
        List<Named> all = new ArrayList<>();
        for (int type : TYPES) {
            all.add(new Named("type " + type, new BufferedImage(width, height, type)));
        }
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        ColorSpace gray = ColorSpace.getInstance(ColorSpace.CS_GRAY);
        for (int data : new int[] {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT}) {
            String bits = data == DataBuffer.TYPE_BYTE ? " 8" : " 16";
            all.add(new Named("RGB" + bits, components(rgb, data, false, false, width, height)));
            all.add(new Named("RGBA" + bits, components(rgb, data, true, false, width, height)));
            all.add(new Named("gray + alpha" + bits, components(gray, data, true, false, width, height)));
            all.add(new Named("banded RGB" + bits, banded(rgb, data, width, height)));
        }
        all.add(new Named("RGBX", interleaved(rgb, false, width, height, 4, 2, 0, 1)));
        all.add(new Named("BARG", interleaved(rgb, true, width, height, 4, 2, 3, 0, 1)));
        all.add(new Named("alpha + gray", interleaved(gray, true, width, height, 2, 1, 0)));
        all.add(new Named("planes in one bank", planes(rgb, width, height)));
        for (int data : new int[] {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT}) {
            String bits = data == DataBuffer.TYPE_BYTE ? " 8" : " 16";
            all.add(new Named("premultiplied RGBA" + bits, components(rgb, data, true, true, width, height)));
            all.add(new Named("premultiplied gray" + bits, components(gray, data, true, true, width, height)));
        }
        all.add(new Named("packed GBR", packed(rgb, 24, 0xff, 0xff0000, 0xff00, 0, false, width, height)));
        all.add(new Named("packed RGBA", packed(rgb, 32, 0xff << 24, 0xff0000, 0xff00, 0xff, false, width, height)));
        return withParts(all, seed);
    }

    /** Kinds that are kept as they are too, by way of the slow reader of anything. */
    public static List<Named> unusual(int width, int height, long seed) {
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        ColorSpace gray = ColorSpace.getInstance(ColorSpace.CS_GRAY);
        ColorSpace linear = ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB);
        List<Named> all = new ArrayList<>();
        for (int data : new int[] {DataBuffer.TYPE_SHORT, DataBuffer.TYPE_FLOAT, DataBuffer.TYPE_DOUBLE}) {
            String type = data == DataBuffer.TYPE_SHORT ? "short" : data == DataBuffer.TYPE_FLOAT ? "float" : "double";
            all.add(new Named(type + " RGB", components(rgb, data, false, false, width, height)));
            all.add(new Named(type + " RGBA", components(rgb, data, true, false, width, height)));
            all.add(new Named(type + " gray", components(gray, data, false, false, width, height)));
            all.add(new Named(type + " gray + alpha", components(gray, data, true, false, width, height)));
        }
        all.add(new Named("short premultiplied", components(rgb, DataBuffer.TYPE_SHORT, true, true, width, height)));
        for (int bits : new int[] {1, 5, 12}) {
            all.add(new Named(bits + " bits RGBA", shallow(rgb, bits, true, width, height)));
            all.add(new Named(bits + " bits gray", shallow(gray, bits, false, width, height)));
        }
        for (int data : new int[] {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT}) {
            String bits = data == DataBuffer.TYPE_BYTE ? " 8" : " 16";
            all.add(new Named("linear RGB" + bits, components(linear, data, false, false, width, height)));
            all.add(new Named("linear RGBA" + bits, components(linear, data, true, false, width, height)));
        }
        all.add(new Named("linear premultiplied", components(linear, DataBuffer.TYPE_BYTE, true, true, width, height)));
        all.add(new Named("linear packed", packed(linear, 24, 0xff0000, 0xff00, 0xff, 0, false, width, height)));
        all.add(new Named(
                "10 10 10 2", packed(rgb, 32, 0x3ff << 20, 0x3ff << 10, 0x3ff, 3 << 30, false, width, height)));
        return withParts(all, seed);
    }

    private static List<Named> withParts(List<Named> all, long seed) {
        Random random = new Random(seed);
        all.forEach(named -> fill(named.image, random));
        List<Named> withParts = new ArrayList<>(all);
        for (Named named : all) {
            withParts.add(new Named(named.name + ", part", part(named.image, random)));
        }
        return withParts;
    }

    /** Palettes and packed shorts, which a writer widens to 8 bits a channel. */
    public static List<Named> widened(int width, int height, long seed) {
        Random random = new Random(seed);
        List<Named> all = new ArrayList<>();
        all.add(new Named("565", new BufferedImage(width, height, BufferedImage.TYPE_USHORT_565_RGB)));
        all.add(new Named("555", new BufferedImage(width, height, BufferedImage.TYPE_USHORT_555_RGB)));
        all.add(new Named("binary", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY)));
        all.add(new Named("indexed", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED)));
        byte[][] table = new byte[4][256];
        for (byte[] column : table) {
            random.nextBytes(column);
        }
        IndexColorModel opaque = new IndexColorModel(8, 256, table[0], table[1], table[2]);
        IndexColorModel clear = new IndexColorModel(8, 256, table[0], table[1], table[2], table[3]);
        IndexColorModel grays = new IndexColorModel(4, 16, table[0], table[0], table[0]);
        IndexColorModel clearGrays = new IndexColorModel(8, 256, table[0], table[0], table[0], table[3]);
        all.add(new Named("palette", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, opaque)));
        all.add(new Named("clear palette", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, clear)));
        all.add(new Named("16 grays", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY, grays)));
        all.add(new Named(
                "clear grays", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, clearGrays)));
        all.forEach(named -> fill(named.image, random));
        List<Named> withParts = new ArrayList<>(all);
        for (Named named : all) {
            withParts.add(new Named(named.name + ", part", part(named.image, random)));
        }
        return withParts;
    }

    /** Interleaved R G B A in this order, as ImageIO reads PNG. */
    public static BufferedImage components(
            ColorSpace space, int data, boolean alpha, boolean premultiplied, int width, int height) {
        ColorModel model = new ComponentColorModel(
                space, alpha, premultiplied, alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, data);
        WritableRaster raster = model.createCompatibleWritableRaster(width, height);
        return new BufferedImage(model, raster, premultiplied, null);
    }

    private static BufferedImage interleaved(
            ColorSpace space, boolean alpha, int width, int height, int stride, int... offsets) {
        ColorModel model = new ComponentColorModel(
                space, alpha, false, alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        WritableRaster raster = Raster.createInterleavedRaster(
                DataBuffer.TYPE_BYTE, width, height, stride * width + 3, stride, offsets, null);
        return new BufferedImage(model, raster, false, null);
    }

    /** All of red, then all of green, then all of blue. */
    private static BufferedImage planes(ColorSpace space, int width, int height) {
        SampleModel samples = new ComponentSampleModel(
                DataBuffer.TYPE_BYTE, width, height, 1, width, new int[] {0, width * height, 2 * width * height});
        ColorModel model = new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, Raster.createWritableRaster(samples, null), false, null);
    }

    private static BufferedImage packed(
            ColorSpace space,
            int bits,
            int red,
            int green,
            int blue,
            int alpha,
            boolean multiplied,
            int width,
            int height) {
        ColorModel model = new DirectColorModel(space, bits, red, green, blue, alpha, multiplied, DataBuffer.TYPE_INT);
        return new BufferedImage(model, model.createCompatibleWritableRaster(width, height), multiplied, null);
    }

    /** Components that do not fill their byte or short. */
    private static BufferedImage shallow(ColorSpace space, int bits, boolean alpha, int width, int height) {
        int[] sizes = new int[space.getNumComponents() + (alpha ? 1 : 0)];
        Arrays.fill(sizes, bits);
        int data = bits <= 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        ColorModel model = new ComponentColorModel(
                space, sizes, alpha, false, alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, data);
        return new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
    }

    private static BufferedImage banded(ColorSpace space, int data, int width, int height) {
        ColorModel model = new ComponentColorModel(space, false, false, Transparency.OPAQUE, data);
        return new BufferedImage(model, Raster.createBandedRaster(data, width, height, 3, null), false, null);
    }

    private static BufferedImage part(BufferedImage image, Random random) {
        int x = 1 + random.nextInt(image.getWidth() / 2);
        int y = 1 + random.nextInt(image.getHeight() / 2);
        return image.getSubimage(x, y, image.getWidth() - x - 1, image.getHeight() - y - 1);
    }

    /** Any samples that the type can hold; premultiplied colour is at most alpha. */
    private static void fill(BufferedImage image, Random random) {
        WritableRaster raster = image.getRaster();
        int bands = raster.getNumBands();
        if (raster.getTransferType() == DataBuffer.TYPE_FLOAT || raster.getTransferType() == DataBuffer.TYPE_DOUBLE) {
            for (int i = 0; i < image.getWidth() * image.getHeight() * bands; i++) {
                raster.setSample(
                        i / bands % image.getWidth(), i / bands / image.getWidth(), i % bands, random.nextFloat());
            }
            return;
        }
        boolean palette = image.getColorModel() instanceof IndexColorModel;
        int[] pixel = new int[bands];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                for (int b = bands - 1; b >= 0; b--) {
                    int bits = image.getColorModel()
                            .getComponentSize(Math.min(b, image.getColorModel().getNumComponents() - 1));
                    int max = raster.getTransferType() == DataBuffer.TYPE_SHORT
                            ? Short.MAX_VALUE
                            : (1 << (palette ? raster.getSampleModel().getSampleSize(b) : bits)) - 1;
                    if (image.getColorModel().isAlphaPremultiplied() && b < bands - 1) {
                        max = pixel[bands - 1];
                    }
                    // the extremes, which matter most, often
                    pixel[b] = random.nextInt(4) == 0 ? random.nextInt(2) * max : random.nextInt(max + 1);
                }
                raster.setPixel(x, y, pixel);
            }
        }
    }
}
