package io.github.upscale4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/** Reads pictures whole or not at all; writes them likewise. */
final class ImageFiles {
    private static final float JPEG_QUALITY = 0.95f;

    private ImageFiles() {}

    /**
     * The first picture in a file.
     *
     * @throws IOException naming the file, if it is missing, damaged, cut off or of a kind that ImageIO cannot read
     */
    static BufferedImage read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not a file");
        }
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException(file + ": not a picture of a known format (PNG, JPEG, BMP, TIFF, GIF)");
            }
            ImageReader reader = readers.next();
            try {
                return read(file, reader, in);
            } finally {
                reader.dispose();
            }
        } catch (FileNotFoundException e) {
            // RandomAccessFile's way to say that it may not read
            throw new IOException(file + ": no permission to read it", e);
        }
    }

    private static BufferedImage read(Path file, ImageReader reader, ImageInputStream in) throws IOException {
        String kind = kind(reader);
        AtomicReference<String> damage = new AtomicReference<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (isDamage(warning)) {
                damage.compareAndSet(null, warning);
            }
        });
        BufferedImage image;
        try {
            reader.setInput(in, true, true);
            image = reader.read(0);
        } catch (IOException | RuntimeException e) {
            // readers throw what they stumble over: IndexOutOfBoundsException, NegativeArraySizeException, ...
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(
                    file + ": cannot be read as " + kind + ": damaged, cut off or unusual (" + reason + ")", e);
        }
        if (damage.get() != null) {
            throw new IOException(file + ": damaged or cut off " + kind + " (" + damage.get() + ")");
        }
        return image;
    }

    /**
     * The JPEG reader fills what is missing with gray and only warns. A missing end mark alone does no harm, nor do
     * stray bytes between segments.
     */
    private static boolean isDamage(String warning) {
        return warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes");
    }

    private static String kind(ImageReader reader) {
        try {
            return reader.getFormatName().toUpperCase(Locale.ROOT);
        } catch (IOException e) {
            return "a picture";
        }
    }

    /** Writes to a hidden file beside the target, then moves it there in one step: nothing half-written is ever seen. */
    static void write(BufferedImage image, ImageFormat format, Path target) throws IOException {
        // through a link to the file behind it
        Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path part = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        part.toFile().deleteOnExit(); // for an interrupt from the keyboard
        try {
            encode(format.adapt(image), format, part);
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileNotFoundException e) {
            throw new IOException(target + ": cannot be written: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void encode(BufferedImage image, ImageFormat format, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format.name()).next();
        try (ImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (format == ImageFormat.JPEG) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
    }
}
