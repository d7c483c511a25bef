package io.github.upscale4j.files;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Reads the first picture of a file, whole or not at all. */
final class Decoder {
    private final Path file;
    private final long maxPixels;

    Decoder(Path file, long maxPixels) {
        this.file = file;
        this.maxPixels = maxPixels;
    }

    /** @throws IOException naming the file, if it is missing, damaged, cut off, too large or no picture */
    PictureFile read() throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not a file");
        }
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            if (in.length() == 0) {
                throw new IOException(file + ": the file is empty");
            }
            FileKind kind = FileKind.of(in);
            if (kind == null) {
                throw new IOException(file
                        + ": not a picture of a known format (PNG, JPEG, WebP, TIFF, BMP, GIF), whatever its name");
            }
            if (kind == FileKind.WEBP) {
                checkLength(in);
            }
            FileKind.Found found = kind.metadata(in);
            in.seek(0);
            BufferedImage image = kind == FileKind.WEBP ? decodeBounded(kind) : decode(kind, in);
            if (found.premultiplied()) {
                image = premultiplied(image);
            }
            image = Orientation.apply(image, found.orientation());
            int channels = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY ? 1 : 3;
            Metadata metadata = found.metadata().fitting(channels);
            return new PictureFile(
                    file, image, Orientation.exchangesSides(found.orientation()) ? metadata.turned() : metadata);
        } catch (FileNotFoundException e) {
            // RandomAccessFile's way to say that it may not read
            throw new IOException(file + ": no permission to read it", e);
        }
    }

    /** Of a WebP that is cut off, the reader of the lossless kind makes a picture without a word. */
    private void checkLength(ImageInputStream in) throws IOException {
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        in.seek(4);
        long length = in.readUnsignedInt() + 8; // what the RIFF header says, and the header itself
        if (in.length() < length) {
            throw new IOException(file + ": cut off WEBP: " + in.length() + " of " + length + " bytes are there");
        }
    }

    /** The same pixels, known to be multiplied by alpha, which the reader of TIFF does not tell. */
    private static BufferedImage premultiplied(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (!(model instanceof ComponentColorModel) || !model.hasAlpha() || model.isAlphaPremultiplied()) {
            return image;
        }
        ColorModel multiplied = new ComponentColorModel(
                model.getColorSpace(), true, true, model.getTransparency(), model.getTransferType());
        return new BufferedImage(multiplied, image.getRaster(), true, null);
    }

    private BufferedImage decodeBounded(FileKind kind) throws IOException {
        try (ImageInputStream in = new BoundedInput(file)) {
            return decode(kind, in);
        }
    }

    private BufferedImage decode(FileKind kind, ImageInputStream in) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.name());
        if (!readers.hasNext()) {
            throw new IOException(file + ": no reader for " + kind + " on the class path; imageio-"
                    + kind.name().toLowerCase(Locale.ROOT) + " of com.twelvemonkeys.imageio is one");
        }
        ImageReader reader = readers.next();
        AtomicReference<String> damage = new AtomicReference<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (isDamage(warning)) {
                damage.compareAndSet(null, warning);
            }
        });
        BufferedImage image;
        try {
            reader.setInput(in, true, true);
            check(reader.getWidth(0), reader.getHeight(0));
            image = displayable(reader.read(0));
        } catch (TooLargeException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // readers throw what they stumble over: IndexOutOfBoundsException, NegativeArraySizeException, ...
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(
                    file + ": cannot be read as " + kind + ": damaged, cut off or unusual (" + reason + ")", e);
        } finally {
            reader.dispose();
        }
        if (damage.get() != null) {
            throw new IOException(file + ": damaged or cut off " + kind + " (" + damage.get() + ")");
        }
        return image;
    }

    /** Before any pixel is decoded: a file of a few bytes may claim to hold gigabytes of one colour. */
    private void check(int width, int height) throws IOException {
        if ((long) width * height > maxPixels) {
            throw new TooLargeException(String.format(
                    Locale.ROOT,
                    "%s: the file says that it holds %d x %d pixels, and the limit is %,d (maxPixels; --max-pixels N)",
                    file,
                    width,
                    height,
                    maxPixels));
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException(String message) {
            super(message);
        }
    }

    /**
     * The JPEG reader fills what is missing with gray and only warns. A missing end mark alone does no harm, nor do
     * stray bytes between segments.
     */
    private static boolean isDamage(String warning) {
        return warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes");
    }

    /**
     * Inks and other colours that no screen has (CMYK and Lab of TIFF) become sRGB by their profile. Of RGB the profile is put
     * aside: values stay as they are stored, and the result says again what they mean.
     */
    private static BufferedImage displayable(BufferedImage image) {
        ColorModel model = image.getColorModel();
        ColorSpace space = model.getColorSpace();
        if (space.getType() == ColorSpace.TYPE_RGB && !space.isCS_sRGB() && model instanceof ComponentColorModel) {
            ColorModel plain = new ComponentColorModel(
                    ColorSpace.getInstance(ColorSpace.CS_sRGB),
                    model.hasAlpha(),
                    model.isAlphaPremultiplied(),
                    model.getTransparency(),
                    model.getTransferType());
            return new BufferedImage(plain, image.getRaster(), model.isAlphaPremultiplied(), null);
        }
        if (space.getType() == ColorSpace.TYPE_GRAY || space.getType() == ColorSpace.TYPE_RGB) {
            return image;
        }
        BufferedImage rgb = new BufferedImage(
                image.getWidth(),
                image.getHeight(),
                model.hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        return new ColorConvertOp(null).filter(image, rgb);
    }
}
