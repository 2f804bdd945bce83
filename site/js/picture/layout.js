/**
 * Where the blocks of a picture stand: side by side, from left to right, where there is room for that, and below one
 * another where there is not. Plain geometry, in CSS pixels.
 *
 * @typedef {import("./blocks.js").Block} Block
 *
 * @typedef {object} Box a block that has its place
 * @property {Block} block
 * @property {boolean} isTurned whether the rows of its tiles run from left to right
 * @property {number} x of its cells
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} cellWidth
 * @property {number} cellHeight
 * @property {{ x: number, y: number }[]} tiles their top left corners
 * @property {number} labelX middle of its label, which stands above
 *
 * @typedef {{ width: number, height: number, isStacked: boolean, boxes: Box[] }} Layout
 */

/** What lies side by side is so high, without its labels. */
const TALL = 400;
const LABEL = 42;
const STACKED_LABEL = 24;
const GAP = { between: 20, stacked: 14, tiles: 9, kernels: 6 };
/** A label needs so much room. */
const LEAST_BLOCK = 52;
const SCALES = [1, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52];

/**
 * @param {Block[]} blocks
 * @param {number} width there is
 * @returns {Layout}
 */
export function layOut(blocks, width) {
  for (const scale of SCALES) {
    const layout = sideBySide(blocks, scale);
    if (layout.width <= width) return spreadOut(layout, width);
  }
  return stacked(blocks, width);
}

/**
 * @param {Block[]} blocks
 * @param {number} scale
 * @returns {Layout}
 */
function sideBySide(blocks, scale) {
  let x = 0;
  const boxes = blocks.map((block) => {
    const size = measure(block, TALL, scale, false);
    const room = Math.max(size.along, LEAST_BLOCK);
    const box = place(block, size, false, x + (room - size.along) / 2, LABEL + (TALL - size.across) / 2);
    x += room + GAP.between * scale;
    return { ...box, labelX: box.x + box.width / 2 };
  });
  return { width: x - GAP.between * scale, height: LABEL + TALL, isStacked: false, boxes };
}

/**
 * Use up the width that is left, between the blocks.
 *
 * @param {Layout} layout
 * @param {number} width
 */
function spreadOut(layout, width) {
  const more = Math.min(24, (width - layout.width) / Math.max(1, layout.boxes.length - 1));
  layout.boxes.forEach((box, i) => {
    box.x += i * more;
    box.labelX += i * more;
    for (const tile of box.tiles) tile.x += i * more;
  });
  layout.width += more * (layout.boxes.length - 1);
  return layout;
}

/**
 * @param {Block[]} blocks
 * @param {number} width
 * @returns {Layout}
 */
function stacked(blocks, width) {
  let y = 0;
  const boxes = blocks.map((block) => {
    const size = measure(block, width, 1, true);
    const isTurned = block.form === "units" || block.form === "matrix";
    const box = place(block, size, isTurned, 0, y + STACKED_LABEL, true);
    y += STACKED_LABEL + size.along + GAP.stacked;
    return { ...box, labelX: 0 };
  });
  return { width, height: y - GAP.stacked, isStacked: true, boxes };
}

/**
 * How a block's tiles are arranged, and how large its cells are: `across` is the direction in which a layer lies,
 * `along` the one in which the network goes.
 *
 * @typedef {{ across: number, along: number, perLine: number, lines: number, cellAcross: number, cellAlong: number,
 *   gap: number }} Size
 *
 * @param {Block} block
 * @param {number} room across
 * @param {number} scale
 * @param {boolean} isStacked
 * @returns {Size}
 */
function measure(block, room, scale, isStacked) {
  switch (block.form) {
    case "maps":
      return measureMaps(block, room, scale);
    case "kernels":
      return measureKernels(block, room, scale, isStacked);
    case "matrix": {
      const cellAcross = Math.min(22, room / block.rows);
      const cellAlong = Math.min(8, 100 / block.columns) * scale;
      const along = cellAlong * block.columns;
      return { across: cellAcross * block.rows, along, perLine: 1, lines: 1, cellAcross, cellAlong, gap: 0 };
    }
    case "bars": {
      // Bars lie on their sides in both.
      if (isStacked) {
        const across = Math.min(room, 200);
        return {
          across,
          along: 30 * block.rows,
          perLine: 1,
          lines: 1,
          cellAcross: across,
          cellAlong: 30,
          gap: 0,
        };
      }
      const cellAcross = Math.min(44, room / block.rows);
      // Room for a digit, its mark and a percentage.
      const along = Math.max(78, 92 * scale);
      return {
        across: cellAcross * block.rows,
        along,
        perLine: 1,
        lines: 1,
        cellAcross,
        cellAlong: along,
        gap: 0,
      };
    }
    default: {
      const cellAcross = Math.min(22, room / block.rows);
      return {
        across: cellAcross * block.rows,
        along: 22,
        perLine: 1,
        lines: 1,
        cellAcross,
        cellAlong: 22,
        gap: 0,
      };
    }
  }
}

/** @param {Block} block @param {number} room @param {number} scale @returns {Size} */
function measureMaps({ tiles, rows, columns }, room, scale) {
  const least = rows > 16 ? 64 : 40;
  const gap = GAP.tiles;
  for (let lines = 1; ; lines++) {
    const perLine = Math.ceil(tiles / lines);
    const tile = (room - (perLine - 1) * gap) / perLine;
    if (tile < least && lines < tiles) continue;
    const cell = Math.min((tile * scale) / Math.max(rows, columns), 25 * scale, (144 * scale) / rows);
    return {
      across: perLine * cell * rows + (perLine - 1) * gap,
      along: lines * cell * columns + (lines - 1) * gap,
      ...{ perLine, lines, cellAcross: cell, cellAlong: cell, gap },
    };
  }
}

/** @param {Block} block @param {number} room @param {number} scale @param {boolean} isStacked @returns {Size} */
function measureKernels({ tiles, rows, columns, depth }, room, scale, isStacked) {
  const [cellsAcross, cellsAlong] = isStacked ? [columns, rows] : [rows, columns];
  const filters = tiles / depth;
  const gap = Math.min(GAP.kernels, (room / filters) * 0.2);
  const between = channelGap({ depth });
  const cell = Math.min(
    (room / filters - gap) / cellsAcross,
    (110 / depth - between) / cellsAlong,
    13 * scale,
  );
  // Each filter beside its map, if all maps stand in one line.
  const tile = cell * cellsAcross;
  const pitch = Math.min(room / filters, tile + 60);
  return {
    across: pitch * filters - (pitch - tile),
    along: depth * cell * cellsAlong + (depth - 1) * Math.min(between, pitch - tile),
    ...{ perLine: filters, lines: depth, cellAcross: cell, cellAlong: cell, gap: pitch - tile },
  };
}

/** Between the channels of one kernel. @param {Pick<Block, "depth">} block */
function channelGap({ depth }) {
  return depth > 4 ? 2 : GAP.kernels;
}

/**
 * @param {Block} block
 * @param {Size} size
 * @param {boolean} isTurned
 * @param {number} x
 * @param {number} y
 * @param {boolean} [isStacked]
 */
function place(block, size, isTurned, x, y, isStacked = false) {
  const { perLine, cellAcross, cellAlong, gap } = size;
  const width = isStacked ? size.across : size.along;
  const height = isStacked ? size.along : size.across;
  const isSquare = block.form === "maps" || block.form === "kernels";
  const isAcross = isTurned || (isStacked && block.form === "bars");
  const cellWidth = isAcross ? cellAcross : cellAlong;
  const cellHeight = isAcross ? cellAlong : cellAcross;
  const tileWidth = cellWidth * block.columns;
  const tileHeight = cellHeight * block.rows;
  const tiles = Array.from({ length: isSquare ? block.tiles : 1 }, (_, i) => {
    // Kernels: a filter after the other across, its channels along.
    const across = block.form === "kernels" ? Math.floor(i / block.depth) : i % perLine;
    const along = block.form === "kernels" ? i % block.depth : Math.floor(i / perLine);
    const alongGap = block.form === "kernels" ? Math.min(gap, channelGap(block)) : gap;
    const [column, row] = isStacked ? [across, along] : [along, across];
    const [columnGap, rowGap] = isStacked ? [gap, alongGap] : [alongGap, gap];
    return { x: x + column * (tileWidth + columnGap), y: y + row * (tileHeight + rowGap) };
  });
  return { block, isTurned, x, y, width, height, cellWidth, cellHeight, tiles };
}

/**
 * The box, tile, row and column under a point, or of the cell nearest to it in that box; null outside of all boxes.
 *
 * @param {Layout} layout
 * @param {number} x
 * @param {number} y
 * @returns {{ box: Box, tile: number, row: number, column: number } | null}
 */
export function hit({ boxes }, x, y) {
  const margin = 8;
  const box = boxes.find(
    (one) =>
      x >= one.x - margin &&
      x <= one.x + one.width + margin &&
      y >= one.y - margin &&
      y <= one.y + one.height + margin,
  );
  if (!box) return null;
  const { rows, columns } = box.block;
  const across = box.isTurned ? rows : columns;
  const down = box.isTurned ? columns : rows;
  let best = null;
  let nearest = Infinity;
  box.tiles.forEach((tile, i) => {
    const column = clamp(Math.floor((x - tile.x) / box.cellWidth), across);
    const row = clamp(Math.floor((y - tile.y) / box.cellHeight), down);
    const distance = Math.hypot(
      x - (tile.x + (column + 0.5) * box.cellWidth),
      y - (tile.y + (row + 0.5) * box.cellHeight),
    );
    if (distance >= nearest) return;
    nearest = distance;
    best = { box, tile: i, ...(box.isTurned ? { row: column, column: row } : { row, column }) };
  });
  return best;
}

/**
 * The rectangle of a cell, or of `rows` × `columns` cells from it on.
 *
 * @param {Box} box
 * @param {{ tile: number, row: number, column: number }} cell
 * @param {number} [rows]
 * @param {number} [columns]
 */
export function rectangle(box, { tile, row, column }, rows = 1, columns = 1) {
  const { x, y } = box.tiles[tile];
  const [across, down, wide, high] = box.isTurned
    ? [row, column, rows, columns]
    : [column, row, columns, rows];
  return {
    x: x + across * box.cellWidth,
    y: y + down * box.cellHeight,
    width: wide * box.cellWidth,
    height: high * box.cellHeight,
  };
}

/** @param {number} value @param {number} size */
function clamp(value, size) {
  return Math.min(size - 1, Math.max(0, value));
}
