using PassiveDns.Formats.Records;

namespace PassiveDns.Tests.Support;

/// <summary>Counts what a <see cref="FloodCapture"/> holds of honest responses, as far as they were decoded and matched.</summary>
public sealed class HonestResponses : IRRsetSink
{
    private readonly byte[] _tcpOwner = DnsMessageBuilder.WireName(FloodCapture.TcpName);
    private readonly byte[] _fragmentedOwner = DnsMessageBuilder.WireName(FloodCapture.FragmentedName);

    /// <summary>Over TCP.</summary>
    public long OverTcp { get; private set; }

    /// <summary>In fragments.</summary>
    public long Fragmented { get; private set; }

    public void Add(in RRsetObservation observation)
    {
        if (observation.Status != SightingStatus.Matched) return;
        if (observation.Owner.SequenceEqual(_tcpOwner)) OverTcp++;
        if (observation.Owner.SequenceEqual(_fragmentedOwner)) Fragmented++;
    }
}
