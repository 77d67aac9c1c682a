// HOLDFAST_SQLITE: absolute path of the driver's entry file, given by the bench
module.exports = require(process.env.HOLDFAST_SQLITE);
