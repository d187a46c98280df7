using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>An observation, copied.</summary>
public sealed record Observed(
    string Owner, RRType Type, IReadOnlyList<byte[]> RData, long TimeNanoseconds, long FrameNumber,
    uint TtlMin, uint TtlMax, SightingStatus Status, Vantage Vantage)
{
    public IpAddress Server { get; init; }
    public bool IsForeign { get; init; }

    /// <summary>The rdata in presentation form, joined by a bar.</summary>
    public string RDataText => string.Join(" | ", RData.Select(rdata => RDataFormat.ToText(Type, rdata)));

    public override string ToString() => $"{Owner} {RDataTypes.Mnemonic(Type)} {RDataText} ({Status})";
}

/// <summary>A negative answer, copied.</summary>
public sealed record ObservedNegative(
    string Owner, RRType Type, NegativeKind Kind, string Zone, long FrameNumber, uint Ttl, SightingStatus Status, Vantage Vantage, IpAddress Server, bool IsForeign)
{
    public override string ToString() => $"{Owner} {RDataTypes.Mnemonic(Type)} {Kind} {Zone}";
}

/// <summary>Keeps every observation: RRsets, and apart from them the negative answers.</summary>
public sealed class CollectingSink : IRRsetSink
{
    public List<Observed> Observations { get; } = [];

    public List<ObservedNegative> Negatives { get; } = [];

    public void Add(in RRsetObservation observation)
    {
        if (observation.IsNegative)
        {
            AddNegative(observation);
            return;
        }

        var rdata = new List<byte[]>();
        var set = observation.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var one)) rdata.Add(one.ToArray());
        Assert.True(set.IsEmpty, "the rdata set is well formed");
        Observations.Add(new Observed(
            DomainNameFormat.ToText(observation.Owner), observation.Type, rdata, observation.TimeNanoseconds, observation.FrameNumber,
            observation.TtlMin, observation.TtlMax, observation.Status, observation.Vantage)
        {
            Server = observation.Server, IsForeign = observation.IsForeign,
        });
    }

    private void AddNegative(in RRsetObservation observation)
    {
        Assert.True(NegativeAnswer.TryRead(observation.RDataSet, DomainName.LabelCount(observation.Owner), out var negative), "the negative answer is well formed");
        Assert.Equal(observation.TtlMin, observation.TtlMax);
        Negatives.Add(new ObservedNegative(
            DomainNameFormat.ToText(observation.Owner), observation.Type, negative.Kind,
            negative.ZoneLabels is { } labels ? DomainNameFormat.ToText(DomainName.Ancestor(observation.Owner, labels)) : "", observation.FrameNumber,
            observation.TtlMin, observation.Status, observation.Vantage, observation.Server, observation.IsForeign));
    }
}
