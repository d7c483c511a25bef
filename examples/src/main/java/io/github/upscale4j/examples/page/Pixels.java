package io.github.upscale4j.examples.page;

import io.github.upscale4j.PixelSource;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as browsers take them: 8 bits a sample, gray or RGB, perhaps with alpha, as PNG with nothing but the pixels. */
public final class Pixels {
    private Pixels() {}

    /** @param samples interleaved, rows without gaps, alpha last */
    public static BufferedImage image(byte[] samples, int width, int height, int channels, boolean alpha) {
        int each = channels + (alpha ? 1 : 0);
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(samples, samples.length),
                width,
                height,
                width * each,
                each,
                IntStream.range(0, each).toArray(),
                null);
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                alpha,
                false,
                alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }

    /** Any picture in 8 bits; not a copy of its metadata, which browsers would not need and people might not want told. */
    static BufferedImage eightBits(BufferedImage image) throws IOException {
        PixelSource source = PixelSource.of(image);
        int channels = source.channels();
        int each = channels + (source.hasAlpha() ? 1 : 0);
        byte[] samples = new byte[Math.multiplyExact(source.width() * each, source.height())];
        float[] colour = new float[source.width() * channels];
        float[] alpha = source.hasAlpha() ? new float[source.width()] : null;
        for (int y = 0, i = 0; y < source.height(); y++) {
            source.read(y, colour, alpha);
            for (int x = 0; x < source.width(); x++) {
                for (int c = 0; c < each; c++, i++) {
                    samples[i] = level(c < channels ? colour[x * channels + c] : alpha[x]);
                }
            }
        }
        return image(samples, source.width(), source.height(), channels, source.hasAlpha());
    }

    /** From 0 to 1 in 8 bits, rounded half up. */
    public static byte level(float value) {
        return (byte) (int) (value * 255 + 0.5f);
    }

    /** @param quality for ImageIO: 0 smallest, 1 not compressed */
    static byte[] png(BufferedImage image, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
