package dev.quarry.bench.measure;

import java.util.List;

/** The exponent of a power law: 1 where y grows with x, 2 where it grows with its square. */
public final class Slope {
  private Slope() {}

  /** A point of a curve, both coordinates more than 0. */
  public record Point(double x, double y) {
    public Point {
      if (!(x > 0) || !(y > 0)) {
        throw new IllegalArgumentException("point (%s, %s) has no logarithm".formatted(x, y));
      }
    }
  }

  /**
   * @param points at least two with different x
   * @return slope of the least-squares line through their logarithms
   */
  public static double logLog(List<Point> points) {
    double n = points.size();
    double meanX = points.stream().mapToDouble(p -> Math.log(p.x())).sum() / n;
    double meanY = points.stream().mapToDouble(p -> Math.log(p.y())).sum() / n;
    double over = 0;
    double under = 0;
    for (Point point : points) {
      double dx = Math.log(point.x()) - meanX;
      over += dx * (Math.log(point.y()) - meanY);
      under += dx * dx;
    }
    if (!(under > 0)) {
      throw new IllegalArgumentException("a slope needs two points with different x");
    }
    return over / under;
  }
}
