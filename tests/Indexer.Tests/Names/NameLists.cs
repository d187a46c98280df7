using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Indexer.Tests.Names;

/// <summary>Runs that consist of names only.</summary>
internal static class NameLists
{
    public static string Sha256Of(char digit) => new(digit, 64);

    /// <param name="names">Wire format, lower case, in any order.</param>
    public static NamedRun Run(string run, IEnumerable<byte[]> names, char sha256 = 'a', NameSides sides = NameSides.Owner)
    {
        var keys = names.Select(KeyOf).DistinctBy(Convert.ToHexString).ToList();
        keys.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        return new NamedRun(run, Sha256Of(sha256), keys.Count, () => new ListedNames(keys, sides));
    }

    public static NamedRun Run(string run, params string[] names) => Run(run, names.Select(name => DomainNameFormat.Parse(name)!));

    public static byte[] KeyOf(byte[] name)
    {
        Span<byte> key = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteOwner(name, key)].ToArray();
    }

    public static string[] TextsOf(IEnumerable<NameMatch> matches) => [.. matches.Select(match => DomainNameFormat.ToText(match.Name.Span))];

    private sealed class ListedNames(IReadOnlyList<byte[]> keys, NameSides sides) : NameCursor
    {
        private int _at = -1;

        public override ReadOnlySpan<byte> Key => keys[_at];
        public override NameSides Sides => sides;
        public override bool MoveNext() => ++_at < keys.Count;

        public override void Dispose()
        {
            // Nothing is open.
        }
    }
}
