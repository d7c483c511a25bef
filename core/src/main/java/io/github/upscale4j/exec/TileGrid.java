package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Program;

/**
 * How an image goes through a network that sees all of it at once: whole if the memory allows it, and else in overlapping
 * tiles of one size, of which each is taken for a whole image. Larger tiles come nearer to the truth and waste less on
 * overlaps.
 *
 * @param columns the image's width, cut
 * @param rows its height, cut
 * @param layout of a tile, or of the image if it is the only one
 * @param bytes of a run, but for what each thread takes
 */
record TileGrid(Cut columns, Cut rows, Layout layout, long bytes) {
    private static final int[] SIDES = {2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64};

    /**
     * Pixels that neighbours share, or a quarter of a small tile's side; at least twice what tiles start at multiples of. That
     * is what the network asks for, or where its cells begin as they would without tiles; but where it asks for more than this
     * many pixels, tiles start at whole pixels of its smallest maps, or they would have to be very large.
     */
    private static final int OVERLAP = 32;

    /** The grid of the largest tiles that {@code limit} allows; or, if it allows none, of the smallest. */
    static TileGrid of(Plan plan, Program program, int width, int height, long limit) {
        TileGrid grid = whole(plan, program, width, height);
        for (int i = 0; i < SIDES.length && !grid.fits(limit); i++) {
            TileGrid smaller = tiles(plan, program, width, height, SIDES[i]);
            if (smaller.bytes < grid.bytes || !grid.layout.possible()) {
                grid = smaller;
            }
        }
        return grid;
    }

    private static TileGrid whole(Plan plan, Program program, int width, int height) {
        int columns = BandRunner.padded(plan.net(), width);
        int rows = BandRunner.padded(plan.net(), height);
        Layout layout = new Layout(plan, columns, rows, rows, width, height, program.storage());
        Cut across = new Cut(columns, columns, 0, 1, 1, 1);
        return new TileGrid(across, new Cut(rows, rows, 0, 1, 1, 1), layout, layout.bytes() + program.transit(layout));
    }

    private static TileGrid tiles(Plan plan, Program program, int width, int height, int side) {
        Net net = plan.net();
        int multiple = net.period() <= OVERLAP / 2 ? net.period() : net.multiple();
        int step = multiple <= OVERLAP ? multiple : net.coarsest();
        int overlap = Math.max(Math.min(OVERLAP, side / 4), 2 * step);
        // parts are at least half as long as the longest, and must not fade on both sides at one place
        int longest = Math.max(side / multiple * multiple, whole(Math.max(4 * overlap, 2 * net.smallest()), multiple));
        int across = whole(BandRunner.padded(net, width), multiple);
        int down = whole(BandRunner.padded(net, height), multiple);
        Cut columns = new Cut(across, longest, overlap, multiple, step, net.scale());
        Cut rows = new Cut(down, longest, overlap, multiple, step, net.scale());
        int wide = columns.length();
        int high = rows.length();
        Layout layout = new Layout(plan, wide, high, high, wide, high, program.storage());
        long strips =
                4L * high * across * (net.inputChannels() + (long) net.outputChannels() * net.scale() * net.scale());
        return new TileGrid(columns, rows, layout, layout.bytes() + program.transit(layout) + strips);
    }

    private static int whole(int side, int multiple) {
        return (side + multiple - 1) / multiple * multiple;
    }

    private boolean fits(long limit) {
        return bytes <= limit && layout.possible();
    }

    int count() {
        return columns.count() * rows.count();
    }
}
