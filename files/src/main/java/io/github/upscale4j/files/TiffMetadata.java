package io.github.upscale4j.files;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The first directory of a TIFF file: what describes the picture, profile and density. */
final class TiffMetadata {
    private static final int EXTRA_SAMPLES = 338;
    private static final int ASSOCIATED_ALPHA = 1;

    private TiffMetadata() {}

    static FileKind.Found read(ImageInputStream in) throws IOException {
        MetadataFinds finds = new MetadataFinds();
        Ifd directory = Ifd.read(in, in.length());
        finds.exif(directory);
        finds.profile(directory.bytes(Metadata.PROFILE));
        if (directory.number(EXTRA_SAMPLES) == ASSOCIATED_ALPHA) {
            finds.premultiplied();
        }
        return finds.found();
    }
}
