package io.github.upscale4j.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import javax.imageio.stream.ImageInputStream;

/** The segments of a JPEG file before the pixels: JFIF's density, EXIF, an ICC profile in parts. */
final class JpegMetadata {
    static final String JFIF = "JFIF\0";
    static final String EXIF = "Exif\0\0";
    static final String ICC = "ICC_PROFILE\0";

    private static final int START_OF_SCAN = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;

    private JpegMetadata() {}

    static FileKind.Found read(ImageInputStream in) throws IOException {
        MetadataFinds finds = new MetadataFinds();
        TreeMap<Integer, byte[]> parts = new TreeMap<>();
        long next = 2;
        while (true) {
            in.seek(next);
            int marker = in.readUnsignedShort();
            if (marker == 0xffff) { // fill bytes before a marker
                next++;
                continue;
            }
            if (marker < 0xff01 || marker == 0xff00 + START_OF_SCAN) {
                break;
            }
            if (marker >= 0xffd0 && marker <= 0xffd8 || marker == 0xff01) { // alone, without a length
                next += 2;
                continue;
            }
            int length = in.readUnsignedShort();
            if (marker >= 0xff00 + APP0 && marker <= 0xff00 + APP2 && length > 2) {
                byte[] data = new byte[length - 2];
                in.readFully(data);
                segment(marker & 0xff, data, finds, parts);
            }
            next += 2 + length;
        }
        if (!parts.isEmpty() && parts.firstKey() == 1 && parts.lastKey() == parts.size()) {
            ByteArrayOutputStream profile = new ByteArrayOutputStream();
            parts.values().forEach(profile::writeBytes);
            finds.profile(profile.toByteArray());
        }
        return finds.found();
    }

    private static void segment(int marker, byte[] data, MetadataFinds finds, TreeMap<Integer, byte[]> parts) {
        if (marker == APP0 && startsWith(data, JFIF) && data.length >= 12) {
            // version in 2 bytes, unit (1 inch, 2 centimetre), density in 2 x 2 bytes
            ByteBuffer fields = ByteBuffer.wrap(data, 7, 5);
            int unit = fields.get();
            int x = fields.getShort() & 0xffff;
            int y = fields.getShort() & 0xffff;
            if (unit == 1 || unit == 2) {
                finds.density(Density.of(x, y, unit + 1));
            }
        } else if (marker == APP1 && startsWith(data, EXIF)) {
            finds.exif(Ifd.read(after(data, EXIF.length())));
        } else if (marker == APP2 && startsWith(data, ICC) && data.length > ICC.length() + 2) {
            // number of this part from 1, number of parts
            parts.put(data[ICC.length()] & 0xff, after(data, ICC.length() + 2));
        }
    }

    private static boolean startsWith(byte[] data, String name) {
        return data.length >= name.length()
                && new String(data, 0, name.length(), StandardCharsets.ISO_8859_1).equals(name);
    }

    private static byte[] after(byte[] data, int from) {
        return Arrays.copyOfRange(data, from, data.length);
    }
}
