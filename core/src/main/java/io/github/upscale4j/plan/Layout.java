package io.github.upscale4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A plan for one size of image and height of band: where in one arena of values everything lies. A buffer has two
 * regions: its <em>fresh</em> rows, written in the current band, share memory with other buffers whose time in the band is
 * another; its <em>kept</em> rows, which later bands still read, are a ring of their own. With one band for the whole
 * image nothing is kept; a plan that images go through {@linkplain Plan#whole() whole} has no other.
 *
 * <p>Where memory comes in pieces of a largest size, the arena is one piece behind the other. Each begins with zeros, and no
 * region lies in two.
 */
public final class Layout {
    /** Regions begin at multiples of so many values, a line of a cache: devices then read them in vectors. */
    private static final int LINE = 32;

    private final Plan plan;
    private final int width;
    private final int height;
    private final int ownWidth;
    private final int ownHeight;
    private final int band;
    private final Storage storage;
    private final Region[] regions;
    private final long zeroFloats;
    private final long floats;

    /** Where a buffer's rows lie; offsets and sizes in values. */
    public record Region(
            Buffer buffer,
            long rowFloats,
            int freshRows,
            long freshOffset,
            int keptRows,
            long keptOffset,
            int firstStep,
            int lastStep) {}

    /**
     * @param width columns of the network's input, a multiple of {@link io.github.upscale4j.net.Net#multiple()}
     * @param height rows of it, likewise
     * @param band rows that arrive at a time; all of them where the plan takes images whole
     */
    public Layout(Plan plan, int width, int height, int band) {
        this(plan, width, height, band, width, height);
    }

    /**
     * As {@link #Layout(Plan, int, int, int)}, of an image that was extended to the sizes that the network asks for.
     *
     * @param ownWidth columns of the image itself, at most {@code width}
     * @param ownHeight rows of the image itself, at most {@code height}
     */
    public Layout(Plan plan, int width, int height, int band, int ownWidth, int ownHeight) {
        this(plan, width, height, band, ownWidth, ownHeight, Storage.FLOATS);
    }

    /**
     * As above, in memory of some kind.
     *
     * @param storage as {@link io.github.upscale4j.spi.Program#storage()} says
     */
    public Layout(Plan plan, int width, int height, int band, int ownWidth, int ownHeight, Storage storage) {
        this.plan = plan;
        this.storage = storage;
        this.width = width;
        this.height = height;
        this.ownWidth = ownWidth;
        this.ownHeight = ownHeight;
        this.band = plan.whole() ? height : Math.min(band, height);
        int count = plan.buffers().size();
        int[] freshRows = new int[count];
        int[] keptRows = new int[count];
        Bands bands = new Bands(plan, height);
        while (!bands.done()) {
            bands.next(this.band);
            for (Buffer buffer : plan.buffers()) {
                int i = buffer.index();
                freshRows[i] = Math.max(freshRows[i], bands.end(buffer) - bands.fresh(buffer));
                keptRows[i] = Math.max(keptRows[i], bands.end(buffer) - bands.keep(buffer));
            }
        }
        zeroFloats = aligned(plan.buffers().stream()
                .mapToLong(buffer -> buffer.rowFloats(width))
                .max()
                .orElse(0));
        regions = new Region[count];
        floats = place(freshRows, keptRows);
    }

    private long place(int[] freshRows, int[] keptRows) {
        long base = zeroFloats;
        List<Region> open = new ArrayList<>();
        int[] first = new int[freshRows.length];
        int[] last = new int[freshRows.length];
        lifetimes(first, last);
        for (Buffer buffer : plan.buffers()) {
            int i = buffer.index();
            long row = buffer.rowFloats(width);
            long kept = keptRows[i] == 0 ? 0 : inOnePiece(base, keptRows[i] * row);
            open.add(new Region(buffer, row, freshRows[i], -1, keptRows[i], kept, first[i], last[i]));
            base = Math.max(base, kept + keptRows[i] * row);
        }
        open.sort(Comparator.comparingLong((Region region) -> -region.freshRows() * region.rowFloats()));
        List<Region> placed = new ArrayList<>();
        long top = base;
        for (Region region : open) {
            long offset = gap(region, placed, base);
            Region done = new Region(
                    region.buffer(),
                    region.rowFloats(),
                    region.freshRows(),
                    offset,
                    region.keptRows(),
                    region.keptOffset(),
                    region.firstStep(),
                    region.lastStep());
            int at = 0;
            while (at < placed.size() && placed.get(at).freshOffset() < offset) {
                at++;
            }
            placed.add(at, done);
            regions[region.buffer().index()] = done;
            top = Math.max(top, offset + done.freshRows() * done.rowFloats());
        }
        return top;
    }

    /** The lowest offset at which the region meets nothing that lives at the same time; {@code placed} is by offset. */
    private long gap(Region region, List<Region> placed, long base) {
        long size = region.freshRows() * region.rowFloats();
        long offset = inOnePiece(base, size);
        for (Region other : placed) {
            boolean together = other.firstStep() <= region.lastStep() && region.firstStep() <= other.lastStep();
            if (together && offset + size > other.freshOffset()) {
                long end = other.freshOffset() + other.freshRows() * other.rowFloats();
                offset = inOnePiece(Math.max(offset, end), size);
            }
        }
        return offset;
    }

    /** The lowest offset from there on at which so many values lie in one piece, behind its zeros. */
    private long inOnePiece(long offset, long size) {
        long start = offset / storage.piece() * storage.piece();
        long first = start + aligned(Math.max(offset - start, zeroFloats));
        return first - start + size <= storage.piece() ? first : start + storage.piece() + zeroFloats;
    }

    private static long aligned(long values) {
        return (values + LINE - 1) / LINE * LINE;
    }

    /** From the first step that writes a buffer to the last that reads or writes it; the result outlives all steps. */
    private void lifetimes(int[] first, int[] last) {
        Arrays.fill(first, Integer.MAX_VALUE);
        for (Step step : plan.steps()) {
            int written = step.output().buffer().index();
            first[written] = Math.min(first[written], step.index());
            last[written] = Math.max(last[written], step.index());
            for (Operand operand : step.operands()) {
                last[operand.view().buffer().index()] = step.index();
            }
        }
        last[plan.last().output().buffer().index()] = plan.steps().size();
    }

    public Plan plan() {
        return plan;
    }

    /** Columns of the network's input. */
    public int width() {
        return width;
    }

    /** Rows of the network's input. */
    public int height() {
        return height;
    }

    /** Columns of the image itself. */
    public int ownWidth() {
        return ownWidth;
    }

    /** Rows of the image itself. */
    public int ownHeight() {
        return ownHeight;
    }

    /** Input rows that arrive at a time. */
    public int band() {
        return band;
    }

    /** What its memory is made of. */
    public Storage storage() {
        return storage;
    }

    /** Values that must lie in one piece: a row of zeros and the largest region. */
    public long largestPiece() {
        long largest = 0;
        for (Region region : regions) {
            largest = Math.max(largest, region.rowFloats() * Math.max(region.freshRows(), region.keptRows()));
        }
        return zeroFloats + largest;
    }

    /** Whether pieces are large enough for it; where they are not, lower bands or smaller images may do. */
    public boolean possible() {
        return largestPiece() <= storage.piece();
    }

    public Region region(Buffer buffer) {
        return regions[buffer.index()];
    }

    /** Of each step, the regions that it is the last to use, of which later bands need rows: they are to be moved then. */
    public List<List<Region>> ending() {
        List<List<Region>> ending = new ArrayList<>();
        for (Step step : plan.steps()) {
            ending.add(new ArrayList<>());
        }
        for (Region region : regions) {
            if (region.keptRows() > 0) {
                ending.get(Math.min(region.lastStep(), ending.size() - 1)).add(region);
            }
        }
        return ending;
    }

    /** Zeros at the start of every piece of the arena, the longest row's worth: what lies above and below the image. */
    public long zeroFloats() {
        return zeroFloats;
    }

    /** The arena's size in values. */
    public long floats() {
        return floats;
    }

    /** The arena's size in bytes. */
    public long bytes() {
        return storage.bytes() * floats;
    }
}
