// Derives the shapes of states and counties from us-atlas: flat coordinates (Albers, as us-atlas projects them), each
// boundary simplified once, so that neighbors still fit together.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const TOLERANCE = { states: 0.9, counties: 0.15 }; // in us-atlas' pixels: the country is 975 wide

export function writeShapes(atlas, folder) {
  mkdirSync(path.join(folder, "counties"), { recursive: true });
  const states = read(path.join(atlas, "states-albers-10m.json"), TOLERANCE.states);
  write(path.join(folder, "states.json"), features(states, "states", 4));
  const counties = read(path.join(atlas, "counties-albers-10m.json"), TOLERANCE.counties);
  const byState = new Map();
  for (const county of features(counties, "counties", 0.1)) {
    const state = county.id.slice(0, 2);
    byState.set(state, [...(byState.get(state) ?? []), county]);
  }
  for (const [state, own] of byState) write(path.join(folder, "counties", `${state}.json`), own);
}

function write(file, features) {
  writeFileSync(file, JSON.stringify({ type: "FeatureCollection", features }));
}

function read(file, tolerance) {
  const topology = JSON.parse(readFileSync(file, "utf8"));
  const { scale, translate } = topology.transform;
  topology.arcs = topology.arcs.map((arc) => {
    let x = 0, y = 0;
    const points = arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
    return simplified(points, tolerance).map((point) => point.map((value) => Math.round(value * 100) / 100));
  });
  return topology;
}

// Douglas and Peucker's method: keep the ends, and a point between them where it lies farther off than the tolerance.
function simplified(points, tolerance) {
  let far = 0, index = 0;
  const last = points.length - 1;
  for (let i = 1; i < last; i++) {
    const distance = fromLine(points[i], points[0], points[last]);
    if (distance > far) [far, index] = [distance, i];
  }
  if (far <= tolerance) return [points[0], points[last]];
  return [...simplified(points.slice(0, index + 1), tolerance).slice(0, -1), ...simplified(points.slice(index), tolerance)];
}

function fromLine([x, y], [ax, ay], [bx, by]) {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

function features(topology, name, smallest) {
  return topology.objects[name].geometries.map(({ id, properties, type, arcs }) => {
    const polygons = (type === "Polygon" ? [arcs] : arcs ?? []).map((rings) => rings.map((ring) => joined(topology, ring)));
    // Islands too small to see are left out; the largest part is always kept.
    const sizes = polygons.map(([outer]) => Math.abs(area(outer)));
    const drawn = polygons.filter((_, place) => sizes[place] > smallest || sizes[place] === Math.max(...sizes));
    return { type: "Feature", id, properties, geometry: { type: "MultiPolygon", coordinates: drawn } };
  });
}

function area(ring) {
  return ring.reduce((sum, [x, y], place) => {
    const [nextX, nextY] = ring[(place + 1) % ring.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

function joined(topology, ring) {
  return ring.flatMap((number, place) => {
    const arc = number < 0 ? [...topology.arcs[~number]].reverse() : topology.arcs[number];
    return place ? arc.slice(1) : arc;
  });
}
