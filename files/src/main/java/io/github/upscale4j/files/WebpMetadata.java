package io.github.upscale4j.files;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;

/** The chunks of a WebP file beside the pixels (RFC 9649): ICCP and EXIF. */
final class WebpMetadata {
    private static final int HEADER = 12;
    private static final int MAX_BYTES = 1 << 23;

    private WebpMetadata() {}

    static FileKind.Found read(ImageInputStream in) throws IOException {
        MetadataFinds finds = new MetadataFinds();
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        long next = HEADER;
        while (next + 8 <= in.length()) {
            in.seek(next);
            byte[] name = new byte[4];
            in.readFully(name);
            String type = new String(name, StandardCharsets.ISO_8859_1);
            long length = in.readUnsignedInt();
            if ((type.equals("ICCP") || type.equals("EXIF")) && length <= MAX_BYTES) {
                byte[] data = new byte[(int) Math.min(length, in.length() - in.getStreamPosition())];
                in.readFully(data);
                if (type.equals("ICCP")) {
                    finds.profile(data);
                } else {
                    finds.exif(Ifd.read(withoutPrefix(data)));
                }
            }
            next += 8 + length + (length & 1);
        }
        return finds.found();
    }

    /** Some writers put JPEG's name before the block. */
    private static byte[] withoutPrefix(byte[] exif) {
        int prefix = JpegMetadata.EXIF.length();
        return exif.length > prefix && exif[0] == 'E' ? Arrays.copyOfRange(exif, prefix, exif.length) : exif;
    }
}
