package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format (github.com/huggingface/safetensors): a u64 header length, a JSON header, then the tensors'
 * bytes, which cover the rest of the file without holes or overlaps.
 */
final class Safetensors {
    private static final long HEADER = 100_000_000; // the format's own limit
    private static final String METADATA = "__metadata__";

    final Map<String, TensorView> tensors = new LinkedHashMap<>();
    final Map<String, String> metadata = new LinkedHashMap<>();

    private final ByteBuffer data;
    private final List<long[]> ranges = new ArrayList<>();

    private Safetensors(ByteBuffer data) {
        this.data = data;
    }

    /** Whether the bytes begin as such a file must: a possible header length, then {@code '{'}. */
    static boolean recognises(ByteBuffer file) {
        if (file.limit() < 9) {
            return false;
        }
        long header = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return header > 0 && header <= HEADER && file.get(8) == '{';
    }

    static Safetensors read(ByteBuffer file) throws MalformedWeightsException {
        Cursor cursor = new Cursor(file, "safetensors file");
        long length = cursor.i64();
        if (length < 0 || length > HEADER) {
            throw cursor.refuse("header of " + Long.toUnsignedString(length) + " bytes, the format allows " + HEADER
                    + "; the file is damaged or of another kind");
        }
        Object header = Json.parse(cursor.slice(length, "the header"), "safetensors header");
        Safetensors result = new Safetensors(cursor.slice(cursor.remaining(), "the data"));
        for (Map.Entry<String, Object> entry : object(header, "the header").entrySet()) {
            result.add(entry.getKey(), entry.getValue());
        }
        result.checkCoverage();
        return result;
    }

    private void add(String name, Object value) throws MalformedWeightsException {
        Map<String, Object> fields = object(value, quote(name));
        if (name.equals(METADATA)) {
            for (Map.Entry<String, Object> entry : fields.entrySet()) {
                if (!(entry.getValue() instanceof String)) {
                    throw refuse(METADATA + ": the value of " + quote(entry.getKey()) + " is not a string");
                }
                metadata.put(entry.getKey(), (String) entry.getValue());
            }
            return;
        }
        Dtype dtype = Dtype.named(name, fields.get("dtype"));
        Shape shape = TensorView.shape(name, integers(name, "shape", fields.get("shape")));
        long[] range = integers(name, "data_offsets", fields.get("data_offsets"));
        if (range.length != 2 || range[0] < 0 || range[0] > range[1] || range[1] > data.limit()) {
            throw refuse("tensor " + quote(name) + ": data_offsets " + Arrays.toString(range)
                    + " are no range within the " + data.limit() + " bytes of data");
        }
        long bytes = range[1] - range[0];
        if (shape.elements() > data.limit() || shape.elements() * dtype.size != bytes) {
            throw refuse("tensor " + quote(name) + ": " + dtype + " of shape " + shape + " does not fill its " + bytes
                    + " bytes");
        }
        ranges.add(range);
        ByteBuffer own = data.slice((int) range[0], (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(name, TensorView.rowMajor(name, dtype, shape, own));
    }

    private void checkCoverage() throws MalformedWeightsException {
        ranges.sort(Comparator.<long[]>comparingLong(range -> range[0]).thenComparingLong(range -> range[1]));
        long end = 0;
        for (long[] range : ranges) {
            if (range[0] != end) {
                throw refuse("the data " + (range[0] > end ? "has a hole" : "overlaps") + " at byte "
                        + Math.min(end, range[0]));
            }
            end = range[1];
        }
        if (end != data.limit()) {
            throw refuse((data.limit() - end) + " bytes follow the last tensor");
        }
    }

    private static long[] integers(String name, String field, Object value) throws MalformedWeightsException {
        if (!(value instanceof List)) {
            throw refuse("tensor " + quote(name) + ": " + field + " is missing or no array");
        }
        List<?> list = (List<?>) value;
        if (list.size() > TensorView.RANK) {
            throw refuse("tensor " + quote(name) + ": " + field + " holds " + list.size() + " numbers, at most "
                    + TensorView.RANK + " are read");
        }
        long[] integers = new long[list.size()];
        for (int i = 0; i < integers.length; i++) {
            if (!(list.get(i) instanceof Long)) {
                throw refuse("tensor " + quote(name) + ": " + field + " holds something else than integers");
            }
            integers[i] = (Long) list.get(i);
        }
        return integers;
    }

    @SuppressWarnings("unchecked") // the parser's objects have string keys
    private static Map<String, Object> object(Object value, String what) throws MalformedWeightsException {
        if (!(value instanceof Map)) {
            throw refuse(what + " is not a JSON object");
        }
        return (Map<String, Object>) value;
    }

    private static MalformedWeightsException refuse(String reason) {
        return new MalformedWeightsException(
                "safetensors header: " + reason + "; the file is damaged, fetch or save it again");
    }
}
