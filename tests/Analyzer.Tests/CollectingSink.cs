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

/// <summary>Keeps every observation.</summary>
public sealed class CollectingSink : IRRsetSink
{
    public List<Observed> Observations { get; } = [];

    public void Add(in RRsetObservation observation)
    {
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
}
