import S3rver from '@20minutes/s3rver';

/** The S3 server as a process of its own: `node s3-program.js <folder> <port> <bucket>`. */
const [folder, port, bucket] = process.argv.slice(2);

const server = new S3rver({
  address: '127.0.0.1',
  port: Number(port),
  directory: folder,
  silent: true,
  configureBuckets: [{ name: bucket }],
});
const { port: taken } = await server.run();
process.send?.({ port: taken });
process.once('disconnect', () => process.exit());
