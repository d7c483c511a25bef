package io.github.upscale4j.files;

import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** The density in a BMP file's header. */
final class BmpMetadata {
    private static final int HEADER_SIZE = 14;
    private static final int PIXELS_PER_METRE = 38;

    private BmpMetadata() {}

    static FileKind.Found read(ImageInputStream in) throws IOException {
        MetadataFinds finds = new MetadataFinds();
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        in.seek(HEADER_SIZE);
        if (in.readInt() >= 40) { // the older header has none
            in.seek(PIXELS_PER_METRE);
            finds.density(Density.perMetre(in.readInt(), in.readInt()));
        }
        return finds.found();
    }
}
