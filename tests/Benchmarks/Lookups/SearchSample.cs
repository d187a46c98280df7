using System.Text;
using System.Text.RegularExpressions;
using PassiveDns.Benchmarks.Workload;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>Patterns made of names that an archive holds, drawn evenly over its names by a seed.</summary>
internal sealed class SearchSample
{
    private const int Size = 4_000;

    private readonly List<byte[]> _names = new(Size);
    private readonly SplitMix64 _random;

    private SearchSample(ulong seed) => _random = new SplitMix64(seed);

    /// <summary>Different names of the archive.</summary>
    public long Names { get; private set; }

    /// <remarks>Reservoir sampling (Vitter's algorithm R).</remarks>
    public static SearchSample Draw(Archive archive, ulong seed)
    {
        var sample = new SearchSample(seed);
        using var held = NamedRun.Hold(archive);
        using var names = new MergedNames(held.Runs.Select(run => run.OpenNames()));
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        while (names.MoveNext())
        {
            var place = sample.Names++ < Size ? sample._names.Count : sample._random.Below((int)sample.Names);
            if (place >= Size) continue;
            var octets = name[..RRsetKey.ReadOwner(names.Key, name)].ToArray();
            if (place == sample._names.Count) sample._names.Add(octets);
            else sample._names[place] = octets;
        }

        return sample;
    }

    /// <summary>The beginning of some name, which is longer.</summary>
    public string Beginning(int length) => TextOf(Name(name => DomainNameFormat.ToText(name).Length > length))[..length];

    /// <summary>A part of some name, anywhere in it.</summary>
    public NameQuery Substring(int length)
    {
        var text = TextOf(Name(name => DomainNameFormat.ToText(name).Length > length));
        return new NameQuery { Pattern = text.Substring(_random.Below(text.Length - length), length) };
    }

    /// <summary><c>ww*.example.aa</c>: the beginning of a name, and its domain.</summary>
    public NameQuery Glob()
    {
        var labels = Labels(3);
        var start = labels[0][..Math.Min(2, labels[0].Length)];
        return new NameQuery { Pattern = $"{start}*.{labels[^2]}.{labels[^1]}", Kind = NamePatternKind.Glob };
    }

    /// <summary><c>^[a-z]+\.example\.[a-z]+$</c>: what lies below a domain, in all top-level domains.</summary>
    public NameQuery Expression() => new()
    {
        Pattern = $@"^[a-z]+\.{Regex.Escape(Labels(2)[^2])}\.[a-z]+$",
        Kind = NamePatternKind.Regex,
    };

    /// <summary>Labels that look made by a machine: no text that every match contains.</summary>
    public NameQuery ShapeOnly() => new()
    {
        Pattern = $@"^[a-f0-9]{{{12 + _random.Below(5)}}}\.[a-z0-9]+\.[a-z]{{2}}$",
        Kind = NamePatternKind.Regex,
    };

    /// <summary>The label of a domain with one letter changed.</summary>
    public NameQuery Similar(int distance, int leastLength)
    {
        var label = new StringBuilder(Labels(2, leastLength)[^2]);
        label[_random.Below(label.Length)] = (char)('a' + _random.Below(26));
        return new NameQuery { Pattern = label.ToString(), Kind = NamePatternKind.Fuzzy, Distance = distance };
    }

    /// <summary>The labels of some name that has so many, its domain's label having a length.</summary>
    private string[] Labels(int least, int leastLength = 1) =>
        TextOf(Name(name => LabelsOf(name) is var labels && labels.Length >= least && labels[^2].Length >= leastLength))[..^1].Split('.');

    private static string[] LabelsOf(byte[] name) => TextOf(name)[..^1].Split('.');

    private static string TextOf(byte[] name) => DomainNameFormat.ToText(name);

    private byte[] Name(Func<byte[], bool> isWanted)
    {
        while (true)
        {
            var name = _names[_random.Below(_names.Count)];
            if (isWanted(name) && !TextOf(name).Contains('\\', StringComparison.Ordinal)) return name;
        }
    }
}
