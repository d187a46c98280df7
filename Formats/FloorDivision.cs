namespace PassiveDns.Formats;

/// <summary>Division of times, which may lie before the epoch: quotients are rounded down, remainders never below 0.</summary>
public static class FloorDivision
{
    /// <param name="divisor">Above 0.</param>
    public static long Quotient(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);

    /// <param name="divisor">Above 0.</param>
    /// <returns>0 to <paramref name="divisor"/> less 1.</returns>
    public static long Remainder(long value, long divisor) => value - (Quotient(value, divisor) * divisor);
}
