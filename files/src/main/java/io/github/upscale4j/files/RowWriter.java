package io.github.upscale4j.files;

import io.github.upscale4j.PixelSink;
import java.io.Closeable;
import java.io.IOException;

/** Encodes a picture as its rows come; closing frees what it holds, finished or not. */
interface RowWriter extends PixelSink, Closeable {
    /** After the last row: writes what is still missing. The file is complete then. */
    void finish() throws IOException;
}
