using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Tui.Questions;

/// <summary>Questions that take a look at the archive to be made: who shares a name server with a name, who looks like it.</summary>
public static class Kinship
{
    private const int MostTargets = 20;
    private const int MostLookAlikes = 50;
    private const int ShortLabel = 4; // of fewer characters only the same looks alike

    /// <summary>Whose records of a type point to what a name's own point to; null where it has none.</summary>
    /// <param name="names">Wire format, lower case: the name, and then its domain, of which the first with such records counts.</param>
    public static Question? Sharing(RRType type, IReadOnlyList<byte[]> names, IRRsetSource source, CancellationToken stop)
    {
        foreach (var name in names)
        {
            var targets = Targets(type, name, source, stop).Distinct(OctetsComparer.Instance).Take(MostTargets).ToList();
            if (targets.Count > 0) return new Question([.. targets.SelectMany(target => Question.PointingTo(type, target).Terms)]);
        }

        return null;
    }

    /// <summary>Internationalised names whose registered label looks like that of a name; null where there are none.</summary>
    public static Question? LookingLike(byte[] name, Archive archive, CancellationToken stop)
    {
        var label = RegisteredLabel(name, Shown(name), archive.Suffixes);
        if (label.Length == 0) return null;
        var found = new List<byte[]>();
        foreach (var match in NameSearch.Find(archive, new NameQuery { Pattern = "xn--", Kind = NamePatternKind.Substring }, stop))
        {
            if (found.Count == MostLookAlikes) break;
            if (match.Name.Span.SequenceEqual(name) || Shown(match.Name.Span) is not { } shown) continue;
            if (IsAlike(label, RegisteredLabel(match.Name.ToArray(), shown, archive.Suffixes))) found.Add(match.Name.ToArray());
        }

        return found.Count == 0 ? null : new Question([.. found.SelectMany(one => Question.Name(one).Terms)]);
    }

    private static IEnumerable<byte[]> Targets(RRType type, byte[] name, IRRsetSource source, CancellationToken stop)
    {
        foreach (var set in source.Find(new RRsetQuery { Side = LookupSide.Owner, Name = name, Types = new HashSet<RRType> { type } }))
        {
            stop.ThrowIfCancellationRequested();
            foreach (var target in TargetsOf(set)) yield return target;
        }
    }

    private static List<byte[]> TargetsOf(RRset set)
    {
        var found = new List<byte[]>();
        var rest = set.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata))
        {
            var targets = new RDataTargetReader(set.Type, rdata);
            while (targets.TryRead(out var kind, out var octets))
            {
                if (kind == RDataTargetKind.Name && octets.Length > 1) found.Add(octets.ToArray());
            }
        }

        return found;
    }

    /// <summary>As people see it, in Latin letters where it looks so; null for a name of ASCII letters alone.</summary>
    private static string? Shown(ReadOnlySpan<byte> name) => InternationalName.Read(name) is { } international ? international.LookAlike ?? international.Text : null;

    private static string RegisteredLabel(byte[] name, string? shown, PublicSuffixList suffixes)
    {
        var domain = suffixes.DomainOf(name, SuffixRules.Private);
        if (domain.Length < 2) return "";
        var labels = (shown ?? DomainNameFormat.ToText(name)).Split('.');
        var place = DomainName.LabelCount(name) - DomainName.LabelCount(domain);
        return place < labels.Length ? labels[place] : "";
    }

    /// <summary>The same but for one character.</summary>
    private static bool IsAlike(string one, string other)
    {
        if (one == other) return true;
        if (Math.Min(one.Length, other.Length) < ShortLabel || Math.Abs(one.Length - other.Length) > 1) return false;
        var start = 0;
        while (start < Math.Min(one.Length, other.Length) && one[start] == other[start]) start++;
        var restOne = one.AsSpan(start);
        var restOther = other.AsSpan(start);
        return restOne.Length == restOther.Length ? restOne[1..].SequenceEqual(restOther[1..])
            : restOne.Length > restOther.Length ? restOne[1..].SequenceEqual(restOther) : restOne.SequenceEqual(restOther[1..]);
    }
}
