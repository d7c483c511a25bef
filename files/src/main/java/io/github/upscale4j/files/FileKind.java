package io.github.upscale4j.files;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.stream.ImageInputStream;

/** What can be read, told by a file's first bytes; its extension means nothing. */
enum FileKind {
    PNG(PngMetadata::read),
    JPEG(JpegMetadata::read),
    WEBP(WebpMetadata::read),
    TIFF(TiffMetadata::read),
    BMP(BmpMetadata::read),
    GIF(in -> Found.NOTHING);

    /** How a format's metadata are found. */
    @FunctionalInterface
    interface MetadataReader {
        /** @throws IOException if the file ends or is damaged where they should be */
        Found read(ImageInputStream in) throws IOException;
    }

    /**
     * What a file says beside the pixels.
     *
     * @param orientation how they are to be turned: 1 to 8, as EXIF numbers it
     * @param premultiplied whether colour is stored multiplied by alpha
     */
    record Found(Metadata metadata, int orientation, boolean premultiplied) {
        static final Found NOTHING = new Found(Metadata.NONE, 1, false);
    }

    private static final int LONGEST_SIGNATURE = 12;

    private final MetadataReader metadata;

    FileKind(MetadataReader metadata) {
        this.metadata = metadata;
    }

    /** The kind of a file whose stream stands at its begin and is left there; null if it is none of these. */
    static FileKind of(ImageInputStream in) throws IOException {
        byte[] first = new byte[LONGEST_SIGNATURE];
        in.mark();
        int length = Math.max(0, in.read(first));
        in.reset();
        String begin = new String(first, 0, length, StandardCharsets.ISO_8859_1);
        if (begin.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (begin.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (begin.startsWith("RIFF") && begin.endsWith("WEBP")) {
            return WEBP;
        }
        if (begin.startsWith("II*\0") || begin.startsWith("MM\0*")) {
            return TIFF;
        }
        if (begin.startsWith("II+\0") || begin.startsWith("MM\0+")) { // BigTIFF
            return TIFF;
        }
        if (begin.startsWith("BM")) {
            return BMP;
        }
        return begin.startsWith("GIF87a") || begin.startsWith("GIF89a") ? GIF : null;
    }

    /**
     * What the file holds beside the pixels; nothing, if it is damaged there: whether the picture can be read is for its
     * decoder to say.
     */
    Found metadata(ImageInputStream in) throws IOException {
        in.seek(0);
        in.setByteOrder(ByteOrder.BIG_ENDIAN);
        try {
            return metadata.read(in);
        } catch (IOException | IndexOutOfBoundsException e) {
            return Found.NOTHING;
        }
    }

    /** EXIF's numbers as they are found: what does not exist means upright. */
    static int orientation(double found) {
        return found >= 1 && found <= 8 ? (int) found : 1;
    }
}
