package io.github.upscale4j.files;

import java.util.ArrayList;
import java.util.List;

/** Gathers what a file's pieces say, in any order, into one {@link FileKind.Found}. */
final class MetadataFinds {
    private final List<PngChunk> chunks = new ArrayList<>();
    private Ifd exif;
    private byte[] profile;
    private Density density;
    private int orientation = 1;
    private boolean premultiplied;

    /** An EXIF block or, of a TIFF file, its directory; the first one counts. */
    void exif(Ifd directory) {
        if (exif == null) {
            exif = directory;
            orientation = FileKind.orientation(directory.number(Metadata.ORIENTATION));
            if (density == null) {
                density = Metadata.density(directory);
            }
        }
    }

    void profile(byte[] icc) {
        profile = icc;
    }

    /** Of the container, which goes before that of EXIF. */
    void density(Density of) {
        if (of != null) {
            density = of;
        }
    }

    void premultiplied() {
        premultiplied = true;
    }

    void chunk(PngChunk chunk) {
        chunks.add(chunk);
    }

    FileKind.Found found() {
        Ifd described = exif == null ? null : Metadata.descriptive(exif);
        Metadata metadata = new Metadata(described, profile, density, List.copyOf(chunks));
        return new FileKind.Found(metadata, orientation, premultiplied);
    }
}
