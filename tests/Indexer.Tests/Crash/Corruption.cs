namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>What becomes of a file's octets.</summary>
internal static class Corruption
{
    /// <param name="what">Says what was done, for messages.</param>
    /// <returns>Other octets; null for a file that is gone.</returns>
    public static byte[]? Of(byte[] sound, Random random, out string what)
    {
        var changed = (byte[])sound.Clone();
        var at = random.Next(Math.Max(1, sound.Length));
        switch (random.Next(sound.Length == 0 ? 18 : 0, 20))
        {
            case < 9:
                what = $"bit {at}.{random.Next(8)} flipped";
                changed[at] ^= (byte)(1 << (what[^9] - '0'));
                return changed;
            case < 11:
                what = $"octets from {at} changed";
                for (var left = random.Next(2, 9); left > 0 && at < changed.Length; left--, at++) changed[at] ^= (byte)random.Next(1, 256);
                return changed;
            case < 14:
                var length = Math.Min(1 << random.Next(13), sound.Length - at);
                what = $"{length} octets from {at} zeroed";
                changed.AsSpan(at, length).Clear();
                return changed;
            case < 18:
                what = $"cut to {at} octets";
                return changed[..at];
            case < 19:
                what = "something added";
                return [.. changed, .. new byte[random.Next(1, 100)]];
            default:
                what = "deleted";
                return null;
        }
    }
}
