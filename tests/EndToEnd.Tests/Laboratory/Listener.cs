using System.Net.Sockets;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>A thread that does something for each datagram of a socket, until it is disposed, and the socket with it.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _isOver;

    public Listener(Socket socket, Action serve)
    {
        _socket = socket;
        _thread = new Thread(() =>
        {
            while (!_isOver)
            {
                if (_socket.Poll(Pause, SelectMode.SelectRead)) serve();
            }
        }) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _socket.Dispose();
    }
}
