using System.Net;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>Tells flows that carry DNS under encryption: they are counted, what they say stays closed.</summary>
/// <remarks>
/// DNS over TLS and QUIC have a port (RFC 7858, RFC 9250). DNS over HTTPS shares port 443 with the web (RFC 8484); it is told only by the addresses of
/// public resolvers, which serve nothing else there.
/// </remarks>
internal sealed class EncryptedDns(Accounting accounting)
{
    private const ushort TlsAndQuicPort = 853;
    private const ushort HttpsPort = 443;

    /// <summary>Flows told apart: so many are known in a megabyte.</summary>
    private const int MaxFlows = 16_384;

    /// <summary>Google, Cloudflare, Quad9, OpenDNS, as their operators publish them (2026).</summary>
    private static readonly HashSet<IpAddress> PublicResolvers =
    [
        .. new[]
        {
            "8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844",
            "1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001",
            "9.9.9.9", "149.112.112.112", "2620:fe::fe", "2620:fe::9",
            "208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53",
        }.Select(text => IpAddress.FromIPv6(IPAddress.Parse(text).MapToIPv6().GetAddressBytes())),
    ];

    private readonly HashSet<Flow> _flows = [];

    /// <inheritdoc cref="PacketAnalysis.Load"/>
    public void Load(StateReader state)
    {
        for (var count = state.ReadInt32(0, MaxFlows); count > 0; count--) _flows.Add(Flow.Load(state));
    }

    public void Save(StateWriter state)
    {
        state.WriteNumber(_flows.Count);
        foreach (var flow in _flows) flow.Save(state);
    }

    /// <summary>Notes a packet's flow when it is one.</summary>
    public bool TryNote(in IpPacket packet, ushort sourcePort, ushort destinationPort)
    {
        if (!IsEncryptedDns(packet, sourcePort, destinationPort)) return false;
        var flow = new Flow(packet.Source, packet.Destination, sourcePort, destinationPort);
        if (!flow.IsForward) flow = flow.Reversed;
        if (_flows.Count < MaxFlows && _flows.Add(flow)) accounting.Add(AnalysisFact.EncryptedDnsFlows);
        return true;
    }

    private static bool IsEncryptedDns(in IpPacket packet, ushort sourcePort, ushort destinationPort)
    {
        if (sourcePort == TlsAndQuicPort || destinationPort == TlsAndQuicPort) return true;
        return (destinationPort == HttpsPort && PublicResolvers.Contains(packet.Destination))
            || (sourcePort == HttpsPort && PublicResolvers.Contains(packet.Source));
    }
}
