using System.Buffers;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Indexer.Names;

/// <summary>Owner-keys in which every octet of a label is shown as itself, as those of nearly all names are: the text is the labels in reverse, a dot for each 00 that
/// closes one. So text is found in many keys at once, without making text of them.</summary>
internal static class PlainKey
{
    private const byte EndOfLabel = 0;

    private static readonly SearchValues<byte> Octets =
        SearchValues.Create([EndOfLabel, .. Enumerable.Range(0, 256).Select(octet => (byte)octet).Where(DomainNameFormat.IsPlain)]);

    /// <param name="keys">Any number of owner-keys, one behind the other.</param>
    public static bool AreAll(ReadOnlySpan<byte> keys) => !keys.ContainsAnyExcept(Octets);

    /// <summary>Writes the presentation text of a plain key.</summary>
    /// <param name="text">Room for as many octets as the key has.</param>
    /// <returns>Octets written, final dot included.</returns>
    public static int WriteText(ReadOnlySpan<byte> key, Span<byte> text)
    {
        var labels = key[..^1];
        if (labels.IsEmpty)
        {
            text[0] = (byte)'.';
            return 1;
        }

        var written = 0;
        while (!labels.IsEmpty)
        {
            var label = labels[(labels[..^1].LastIndexOf(EndOfLabel) + 1)..];
            label.CopyTo(text[written..]);
            written += label.Length;
            text[written - 1] = (byte)'.';
            labels = labels[..^label.Length];
        }

        return written;
    }
}
