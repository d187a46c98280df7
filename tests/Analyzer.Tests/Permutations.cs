namespace PassiveDns.Analyzer.Tests;

internal static class Permutations
{
    /// <summary>The 24 orders of 0, 1, 2, 3.</summary>
    public static IEnumerable<(int A, int B, int C, int D)> OfFour() =>
        from a in Enumerable.Range(0, 4)
        from b in Enumerable.Range(0, 4)
        from c in Enumerable.Range(0, 4)
        where a != b && a != c && b != c
        select (a, b, c, 6 - a - b - c);
}
